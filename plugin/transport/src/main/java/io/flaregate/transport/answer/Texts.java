package io.flaregate.transport.answer;

import java.nio.charset.StandardCharsets;

/** Texts that go to a sender: one line, bounded. */
public final class Texts {
  private static final String CUT = "…";
  private static final int CUT_BYTES = CUT.getBytes(StandardCharsets.UTF_8).length;

  private Texts() {}

  /**
   * A text in at most so many bytes of UTF-8, in one line: control characters and what is not valid
   * Unicode become U+FFFD, and a text that is cut ends in an ellipsis.
   *
   * @param maxBytes at least 3, the length of the ellipsis
   */
  public static String bounded(String text, int maxBytes) {
    StringBuilder kept = new StringBuilder(Math.min(text.length(), maxBytes));
    int bytes = 0;
    int keptWithCut = 0;
    for (int at = 0; at < text.length(); ) {
      int point = text.codePointAt(at);
      at += Character.charCount(point);
      int clean = isPlain(point) ? point : 0xfffd;
      bytes += utf8Bytes(clean);
      if (bytes > maxBytes) {
        kept.setLength(keptWithCut);
        return kept.append(CUT).toString();
      }
      kept.appendCodePoint(clean);
      if (bytes <= maxBytes - CUT_BYTES) {
        keptWithCut = kept.length();
      }
    }
    return kept.toString();
  }

  private static boolean isPlain(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static int utf8Bytes(int point) {
    if (point < 0x80) {
      return 1;
    }
    if (point < 0x800) {
      return 2;
    }
    return point < 0x10000 ? 3 : 4;
  }
}
