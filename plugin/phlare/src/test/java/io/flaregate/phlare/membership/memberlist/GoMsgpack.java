package io.flaregate.phlare.membership.memberlist;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes msgpack as Go's nodes do; fields come in the order in which they are written. */
final class GoMsgpack {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  static GoMsgpack map(int size) {
    GoMsgpack map = new GoMsgpack();
    map.out.write(0x80 | size);
    return map;
  }

  GoMsgpack bool(String key, boolean value) {
    key(key);
    out.write(value ? 0xc3 : 0xc2);
    return this;
  }

  GoMsgpack text(String key, String value) {
    return raw(key, value.getBytes(StandardCharsets.UTF_8));
  }

  GoMsgpack raw(String key, byte @Nullable [] value) {
    key(key);
    if (value == null) {
      out.write(0xc0);
    } else {
      raw(value);
    }
    return this;
  }

  private void key(String key) {
    raw(key.getBytes(StandardCharsets.UTF_8));
  }

  private void raw(byte[] value) {
    if (value.length < 32) {
      out.write(0xa0 | value.length);
    } else {
      sized(value.length, value.length < 1 << 16 ? 0xda : 0xdb, value.length < 1 << 16 ? 2 : 4);
    }
    out.writeBytes(value);
  }

  /** A number of a signed Go type. */
  GoMsgpack signed(String key, int value) {
    key(key);
    if (value <= 0x7f) {
      out.write(value);
    } else {
      sized(value, value < 1 << 15 ? 0xd1 : 0xd2, value < 1 << 15 ? 2 : 4);
    }
    return this;
  }

  /** A number of an unsigned Go type. */
  GoMsgpack unsigned(String key, long value) {
    key(key);
    if (value <= 0x7f) {
      out.write((int) value);
    } else if (value <= 0xff) {
      sized(value, 0xcc, 1);
    } else if (value <= 0xffff) {
      sized(value, 0xcd, 2);
    } else {
      sized(value, 0xce, 4);
    }
    return this;
  }

  private void sized(long value, int type, int bytes) {
    out.write(type);
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      out.write((int) (value >>> shift));
    }
  }

  byte[] toBytes() {
    return out.toByteArray();
  }
}
