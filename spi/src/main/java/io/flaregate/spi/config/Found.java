package io.flaregate.spi.config;

/** Says in words what a node is, for messages: {@code found the text "5"}. */
final class Found {
  private static final int MAX_SHOWN = 80;

  private Found() {}

  static String words(ConfigNode node) {
    if (node instanceof ConfigNode.Sequence) {
      return "a list";
    }
    if (node instanceof ConfigNode.Scalar scalar) {
      String text = scalar.text();
      return text == null ? "nothing" : (scalar.plain() ? "" : "the text ") + quoted(text);
    }
    return "a map";
  }

  /** A text between quotes, short and without control characters. */
  static String quoted(String text) {
    StringBuilder shown = new StringBuilder("\"");
    for (int i = 0; i < text.length() && i < MAX_SHOWN; i++) {
      char c = text.charAt(i);
      shown.append(Character.isISOControl(c) ? '\uFFFD' : c);
    }
    return shown.append(text.length() > MAX_SHOWN ? "…\"" : "\"").toString();
  }
}
