package io.flaregate.ingester.selector;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads texts in quotes as Prometheus does: in double or single quotes with Go's escapes, in back
 * quotes as they are.
 */
final class QuotedText {
  private static final String PLAIN = "abfnrtv\\'\"";
  private static final String MEANT = "\u0007\b\f\n\r\t\u000b\\'\"";

  private final String text;
  private int at;

  QuotedText(String text) {
    this.text = text;
  }

  /** Where the text that was read last ended: the index after its closing quote. */
  int end() {
    return at;
  }

  /**
   * Reads the text whose opening quote stands at the index.
   *
   * @throws SelectorException if it does not end or holds a wrong escape
   */
  String read(int start) {
    char quote = text.charAt(start);
    at = start + 1;
    // Bytes, because \x41 and \101 stand for bytes of UTF-8.
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (at < text.length() && text.charAt(at) != quote) {
      if (text.charAt(at) == '\\' && quote != '`') {
        escape(bytes);
      } else {
        int codePoint = text.codePointAt(at);
        at += Character.charCount(codePoint);
        write(bytes, codePoint);
      }
    }
    if (at >= text.length()) {
      throw new SelectorException(
          "selector: the quote at character " + (start + 1) + " is not closed");
    }
    at++;
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new SelectorException(
          "selector: the text at character " + (start + 1) + " is not UTF-8", e);
    }
  }

  private void escape(ByteArrayOutputStream bytes) {
    int start = at;
    char c = at + 1 < text.length() ? text.charAt(at + 1) : 0;
    int plain = c == 0 ? -1 : PLAIN.indexOf(c);
    if (plain >= 0) {
      bytes.write(MEANT.charAt(plain));
      at += 2;
      return;
    }
    switch (c) {
      case 'x' -> bytes.write(number(start, 2, 2, 16));
      case 'u' -> write(bytes, number(start, 2, 4, 16));
      case 'U' -> write(bytes, number(start, 2, 8, 16));
      case '0', '1', '2', '3' -> bytes.write(number(start, 1, 3, 8));
      default -> throw wrong(start);
    }
  }

  private int number(int start, int skip, int digits, int radix) {
    int value = 0;
    at = start + skip;
    for (int i = 0; i < digits; i++) {
      int digit = at < text.length() ? Character.digit(text.charAt(at++), radix) : -1;
      value = value * radix + digit;
      if (digit < 0 || value > Character.MAX_CODE_POINT) {
        throw wrong(start);
      }
    }
    return value;
  }

  private static void write(ByteArrayOutputStream bytes, int codePoint) {
    bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
  }

  private static SelectorException wrong(int start) {
    return new SelectorException(
        "selector: the escape at character " + (start + 1) + " is not one of Go's");
  }
}
