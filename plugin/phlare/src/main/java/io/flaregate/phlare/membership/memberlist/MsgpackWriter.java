package io.flaregate.phlare.membership.memberlist;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the part of msgpack that a push/pull needs, byte for byte as Go's nodes do. */
final class MsgpackWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** The start of a map of at most 15 entries. */
  MsgpackWriter map(int size) {
    out.write(0x80 | size);
    return this;
  }

  /** A key of at most 31 bytes. */
  MsgpackWriter key(String key) {
    byte[] text = key.getBytes(StandardCharsets.UTF_8);
    out.write(0xa0 | text.length);
    out.writeBytes(text);
    return this;
  }

  MsgpackWriter bool(boolean value) {
    out.write(value ? 0xc3 : 0xc2);
    return this;
  }

  /** A number ≥ 0 of a signed Go type: above 127 it takes a signed form, of 2 bytes or more. */
  MsgpackWriter signed(int value) {
    if (value <= 0x7f) {
      out.write(value);
    } else if (value <= Short.MAX_VALUE) {
      out.write(0xd1);
      bigEndian(value, 2);
    } else {
      out.write(0xd2);
      bigEndian(value, 4);
    }
    return this;
  }

  private void bigEndian(int value, int count) {
    for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) {
      out.write(value >>> shift);
    }
  }

  byte[] toBytes() {
    return out.toByteArray();
  }
}
