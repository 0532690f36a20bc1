package io.flaregate.ring;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Ring tokens and label texts of whole label sets, for places where convenience counts more than
 * allocation; the write path uses {@link TokenHasher}.
 *
 * <p>Tokens are unsigned 32-bit numbers in an {@code int}; {@link #toText} prints one.
 */
public final class Token {
  private Token() {}

  /**
   * The token of a series.
   *
   * @param namesAndValues name, value, name, value, … in the order to hash, sorted by name
   * @throws IllegalArgumentException if a value is missing
   */
  public static int of(String tenant, String... namesAndValues) {
    byte[] text = labelBytes(utf8(namesAndValues));
    return TokenHasher.fnv1(TokenHasher.tenantHash(tenant), text, 0, text.length);
  }

  /**
   * The label text that is hashed: {@code {name="value", name2="value2"}}.
   *
   * @param namesAndValues name, value, name, value, …
   * @throws IllegalArgumentException if a value is missing
   */
  public static String labelString(String... namesAndValues) {
    return new String(labelBytes(utf8(namesAndValues)), StandardCharsets.UTF_8);
  }

  /**
   * The label text of byte strings; names go in raw, so that the result is valid UTF-8 only if they
   * are.
   *
   * @param namesAndValues name, value, name, value, …
   * @throws IllegalArgumentException if a value is missing
   */
  public static byte[] labelBytes(byte[]... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException(
          "names and values must come in pairs: " + namesAndValues.length + " texts");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write('{');
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (i > 0) {
        out.write(',');
        out.write(' ');
      }
      out.writeBytes(namesAndValues[i]);
      out.write('=');
      GoQuote.append(out, namesAndValues[i + 1]);
    }
    out.write('}');
    return out.toByteArray();
  }

  /** The token as an unsigned decimal number. */
  public static String toText(int token) {
    return Integer.toUnsignedString(token);
  }

  private static byte[][] utf8(String[] texts) {
    byte[][] bytes = new byte[texts.length][];
    for (int i = 0; i < texts.length; i++) {
      bytes[i] = texts[i].getBytes(StandardCharsets.UTF_8);
    }
    return bytes;
  }
}
