package io.flaregate.phlare.receiver.jfr;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/** A cursor in the bytes of a recording, never beyond its end. */
final class JfrBytes {
  private static final int MAX_VARINT_BYTES = 9;
  private static final int MAX_TEXT_BYTES = 1 << 20;

  private final byte[] bytes;
  private final int end;
  private int at;

  JfrBytes(byte[] bytes, int end) {
    this.bytes = bytes;
    this.end = end;
  }

  int position() {
    return at;
  }

  int end() {
    return end;
  }

  void seek(long position) throws MalformedJfrException {
    if (position < 0 || position > end) {
      throw new MalformedJfrException("something is said to lie at byte " + position);
    }
    at = (int) position;
  }

  void skip(long count) throws MalformedJfrException {
    if (count < 0 || count > end - at) {
      throw new MalformedJfrException("it ends too early, at byte " + at);
    }
    at += (int) count;
  }

  int octet() throws MalformedJfrException {
    if (at >= end) {
      throw new MalformedJfrException("it ends too early, at byte " + at);
    }
    return bytes[at++] & 0xff;
  }

  /** Eight bytes, big-endian, at a position of their own. */
  long fixed64(int position) throws MalformedJfrException {
    if (position < 0 || position > end - Long.BYTES) {
      throw new MalformedJfrException("it ends too early, at byte " + position);
    }
    return ByteBuffer.wrap(bytes).getLong(position);
  }

  /** A number of at most nine bytes: seven bits in each, eight in the ninth. */
  long varlong() throws MalformedJfrException {
    long value = 0;
    for (int i = 0; i < MAX_VARINT_BYTES - 1; i++) {
      int next = octet();
      value |= (long) (next & 0x7f) << (7 * i);
      if (next < 0x80) {
        return value;
      }
    }
    return value | (long) octet() << (7 * (MAX_VARINT_BYTES - 1));
  }

  /** A number of things each of which takes at least a byte: more than are left is malformed. */
  int count() throws MalformedJfrException {
    long count = varlong();
    if (count < 0 || count > end - at) {
      throw new MalformedJfrException("a count of " + count + " at byte " + at + " is too large");
    }
    return (int) count;
  }

  /** A text; null and references to the pool of texts come as the empty text. */
  String text() throws MalformedJfrException {
    int encoding = octet();
    switch (encoding) {
      case 3, 5 -> {
        int length = length();
        int from = at;
        skip(length);
        return new String(bytes, from, length, encoding == 3 ? UTF_8 : ISO_8859_1);
      }
      case 4 -> {
        int length = length();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
          text.append((char) varlong());
        }
        return text.toString();
      }
      default -> {
        skipText(encoding);
        return "";
      }
    }
  }

  private int length() throws MalformedJfrException {
    int length = count();
    if (length > MAX_TEXT_BYTES) {
      throw new MalformedJfrException("a text is " + length + " bytes long");
    }
    return length;
  }

  void skipText() throws MalformedJfrException {
    skipText(octet());
  }

  private void skipText(int encoding) throws MalformedJfrException {
    switch (encoding) {
      case 0, 1 -> {
        // Null and the empty text have no content.
      }
      case 2 -> varlong();
      case 3, 5 -> skip(count());
      case 4 -> {
        for (int i = count(); i > 0; i--) {
          varlong();
        }
      }
      default -> throw new MalformedJfrException("a text has the unknown encoding " + encoding);
    }
  }
}
