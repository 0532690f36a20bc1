package io.flaregate.phlare.validate;

/**
 * Texts of senders as they may stand in messages and logs: on one line, in one direction, and not
 * longer than a bound.
 */
public final class Printable {
  /** How many characters of one text are shown. */
  public static final int MAX_TEXT = 64;

  private static final char BACKSLASH = '\\';

  private Printable() {}

  /** A text in quotes, cut after {@link #MAX_TEXT} characters. */
  public static String quoted(String text) {
    StringBuilder out = new StringBuilder();
    appendQuoted(out, text);
    return out.toString();
  }

  static void appendQuoted(StringBuilder out, String text) {
    out.append('"');
    append(out, text);
    out.append('"');
  }

  static void append(StringBuilder out, String text) {
    int shown = 0;
    int at = 0;
    while (at < text.length() && shown < MAX_TEXT) {
      int codePoint = text.codePointAt(at);
      at += Character.charCount(codePoint);
      shown++;
      appendEscaped(out, codePoint);
    }
    if (at < text.length()) {
      out.append('…');
    }
  }

  private static void appendEscaped(StringBuilder out, int codePoint) {
    if (codePoint == '"' || codePoint == BACKSLASH) {
      out.append(BACKSLASH).appendCodePoint(codePoint);
    } else if (isHarmless(codePoint)) {
      out.appendCodePoint(codePoint);
    } else {
      out.append("\\u{").append(Integer.toHexString(codePoint)).append('}');
    }
  }

  /**
   * Not so: control characters, line and paragraph separators, changes of direction, unassigned.
   */
  private static boolean isHarmless(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
