package io.flaregate.phlare.receiver.jfr;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/** A cursor in the bytes of a recording, never beyond its end. */
final class JfrBytes {
  private static final int MAX_VARINT_BYTES = 9;
  private static final int MAX_TEXT_BYTES = 1 << 20;

  private final byte[] bytes;
  private int end;
  private int at;

  JfrBytes(byte[] bytes) {
    this.bytes = bytes;
    this.end = bytes.length;
  }

  /** Goes to a position; what follows may be read to the end of all bytes. */
  void seek(long position) throws MalformedJfrException {
    end = bytes.length;
    if (position < 0 || position > end) {
      throw new MalformedJfrException("something is said to lie at byte " + position);
    }
    at = (int) position;
  }

  /** Goes to a position; no more than so many bytes may be read from there on. */
  void seek(long position, long size) throws MalformedJfrException {
    seek(position);
    if (size < 0 || size > end - at) {
      throw new MalformedJfrException("what starts at byte " + position + " is not whole");
    }
    end = at + (int) size;
  }

  /** Goes into an event: after its size, with its end as the limit. Returns its size. */
  long enterEvent(long position) throws MalformedJfrException {
    seek(position);
    long size = varlong();
    if (size < 1) {
      throw new MalformedJfrException("the event at byte " + position + " has no length");
    }
    seek(position, size);
    varlong();
    return size;
  }

  int position() {
    return at;
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
