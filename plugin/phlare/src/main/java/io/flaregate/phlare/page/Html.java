package io.flaregate.phlare.page;

/** Text for HTML; what comes from a ring's store may be anything. */
public final class Html {
  /** Longer texts are cut: no member may fill the page. */
  public static final int MAX_CHARS = 200;

  private Html() {}

  /**
   * A text as HTML that shows it, in elements and in quoted attributes: on one line, in one
   * direction, cut after {@link #MAX_CHARS} characters.
   */
  public static String text(String text) {
    return text.length() <= MAX_CHARS ? escape(text) : escape(text.substring(0, MAX_CHARS)) + "…";
  }

  /** The same uncut, for values that forms send back; characters are kept as they are. */
  public static String value(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      append(out, text.charAt(i));
    }
    return out.toString();
  }

  private static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isInvisible(c)) {
        out.append("\\u").append(String.format("%04x", (int) c));
      } else {
        append(out, c);
      }
    }
    return out.toString();
  }

  private static void append(StringBuilder out, char c) {
    switch (c) {
      case '&' -> out.append("&amp;");
      case '<' -> out.append("&lt;");
      case '>' -> out.append("&gt;");
      case '"' -> out.append("&quot;");
      case '\'' -> out.append("&#39;");
      case '\r' -> out.append("&#13;");
      case '\n' -> out.append("&#10;");
      default -> out.append(c);
    }
  }

  /** Control characters, and those that turn the direction of text around. */
  private static boolean isInvisible(char c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }
}
