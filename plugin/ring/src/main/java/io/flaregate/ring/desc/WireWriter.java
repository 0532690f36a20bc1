package io.flaregate.ring.desc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes one protobuf message; fields at their defaults are left out. */
final class WireWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  void varint(int field, long value) {
    if (value != 0) {
      tag(field, WireReader.VARINT);
      raw(value);
    }
  }

  void text(int field, String value) {
    if (!value.isEmpty()) {
      bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Written even if empty. */
  void bytes(int field, byte[] value) {
    tag(field, WireReader.LENGTH_DELIMITED);
    raw(value.length);
    out.writeBytes(value);
  }

  /** A varint without a tag, for packed fields. */
  void raw(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  byte[] toBytes() {
    return out.toByteArray();
  }

  private void tag(int field, int wireType) {
    raw((long) field << 3 | wireType);
  }
}
