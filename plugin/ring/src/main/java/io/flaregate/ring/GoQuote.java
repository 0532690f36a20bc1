package io.flaregate.ring;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Quotes UTF-8 text the way Go's {@code strconv.Quote} does, because ring tokens are hashes of text
 * quoted so.
 *
 * <p>Rules (vector file {@code token.json}): {@code "} and {@code \} get a backslash; bytes 7 to 13
 * become {@code \a \b \t \n \v \f \r}; printable characters stay; other characters below 0x20 and
 * 0x7f become {@code \xNN}, up to U+FFFF {@code \}{@code uNNNN}, above {@code \UNNNNNNNN}; a byte
 * that does not begin a valid UTF-8 sequence becomes {@code \xNN} by itself.
 */
final class GoQuote {
  /** Length of the longest escape, {@code \U0010ffff}. */
  static final int MAX_ESCAPE = 10;

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NAMED = "abtnvfr".getBytes(StandardCharsets.US_ASCII);
  private static final int INVALID = -1;

  /** First and last code point of each printable range, flattened, ascending. */
  private static final int[] PRINTABLE = printable();

  private GoQuote() {}

  /** Whether the byte is an ASCII character that quoting leaves as it is. */
  static boolean isPlainAscii(byte b) {
    return b >= 0x20 && b < 0x7f && b != '"' && b != '\\';
  }

  /**
   * Length in bytes of the character at {@code i} if quoting leaves it as it is, otherwise minus
   * the number of bytes that one escape replaces.
   */
  static int plainLength(byte[] bytes, int i, int end) {
    if (isPlainAscii(bytes[i])) {
      return 1;
    }
    int decoded = decode(bytes, i, end);
    if (decoded == INVALID) {
      return -1;
    }
    int length = decoded >>> 24;
    return bytes[i] < 0 && isPrintable(decoded & 0xffffff) ? length : -length;
  }

  /** Writes the escape for the {@code length} bytes at {@code i} and returns how long it is. */
  static int escape(byte[] bytes, int i, int length, byte[] out) {
    int c = bytes[i] & 0xff;
    out[0] = '\\';
    if (c == '"' || c == '\\') {
      out[1] = (byte) c;
      return 2;
    }
    if (c >= 7 && c <= 13) {
      out[1] = NAMED[c - 7];
      return 2;
    }
    if (length == 1) {
      return hex(out, 'x', c, 2);
    }
    int codePoint = decode(bytes, i, i + length) & 0xffffff;
    return codePoint <= 0xffff ? hex(out, 'u', codePoint, 4) : hex(out, 'U', codePoint, 8);
  }

  /** Appends the quoted text, quotes included. */
  static void append(ByteArrayOutputStream out, byte[] utf8) {
    byte[] escape = new byte[MAX_ESCAPE];
    out.write('"');
    for (int i = 0; i < utf8.length; ) {
      int length = plainLength(utf8, i, utf8.length);
      if (length > 0) {
        out.write(utf8, i, length);
        i += length;
      } else {
        out.write(escape, 0, escape(utf8, i, -length, escape));
        i -= length;
      }
    }
    out.write('"');
  }

  private static int hex(byte[] out, char kind, int value, int digits) {
    out[1] = (byte) kind;
    for (int d = 0; d < digits; d++) {
      out[2 + d] = HEX[(value >>> (4 * (digits - 1 - d))) & 0xf];
    }
    return 2 + digits;
  }

  /** Length in the top byte, code point below it; {@link #INVALID} if no valid sequence begins. */
  private static int decode(byte[] b, int i, int end) {
    int lead = b[i] & 0xff;
    if (lead < 0x80) {
      return (1 << 24) | lead;
    }
    if (lead < 0xc2 || lead > 0xf4) {
      return INVALID;
    }
    int length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (end - i < length || !isSecond(lead, b[i + 1] & 0xff)) {
      return INVALID;
    }
    int codePoint = lead & (0xff >>> (length + 1));
    for (int k = 1; k < length; k++) {
      if ((b[i + k] & 0xc0) != 0x80) {
        return INVALID;
      }
      codePoint = (codePoint << 6) | (b[i + k] & 0x3f);
    }
    return (length << 24) | codePoint;
  }

  /** Narrower than 80..BF where it keeps out overlong forms, surrogates and what is too large. */
  private static boolean isSecond(int lead, int second) {
    int low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    int high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    return second >= low && second <= high;
  }

  private static boolean isPrintable(int codePoint) {
    int low = 0;
    int high = PRINTABLE.length / 2 - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (codePoint < PRINTABLE[2 * middle]) {
        high = middle - 1;
      } else if (codePoint > PRINTABLE[2 * middle + 1]) {
        low = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }

  private static int[] printable() {
    long[] table = Tables.read("go-printable.txt");
    int[] ranges = new int[table.length];
    for (int i = 0; i < table.length; i++) {
      ranges[i] = (int) table[i];
    }
    return ranges;
  }
}
