package io.flaregate.ring.desc;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads one protobuf message out of a slice, field by field; every read is checked. */
final class WireReader {
  static final int VARINT = 0;
  static final int LENGTH_DELIMITED = 2;

  private static final int FIXED_64 = 1;
  private static final int START_GROUP = 3;
  private static final int END_GROUP = 4;
  private static final int FIXED_32 = 5;
  private static final int MAX_VARINT_BYTES = 10;

  private final byte[] bytes;
  private final int end;
  private int at;
  private int field;
  private int wireType;

  WireReader(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  /** Moves to the next field; false at the end of the message. */
  boolean next() throws RingDescException {
    if (at == end) {
      return false;
    }
    long tag = varint();
    field = (int) (tag >>> 3);
    wireType = (int) (tag & 7);
    if (field <= 0) {
      throw new RingDescException("proto: illegal tag " + field + " (wire type " + wireType + ")");
    }
    return true;
  }

  int field() {
    return field;
  }

  int wireType() {
    return wireType;
  }

  boolean atEnd() {
    return at == end;
  }

  /** Checks the present field's wire type; {@code name} is that of upstream's messages. */
  void expect(int type, String name) throws RingDescException {
    if (wireType != type) {
      throw wrongType(name);
    }
  }

  RingDescException wrongType(String name) {
    return new RingDescException("proto: wrong wireType = " + wireType + " for field " + name);
  }

  long varint(String name) throws RingDescException {
    expect(VARINT, name);
    return varint();
  }

  /** Text; bytes that are not UTF-8 become U+FFFD. */
  String text(String name) throws RingDescException {
    WireReader slice = message(name);
    return new String(bytes, slice.at, slice.end - slice.at, StandardCharsets.UTF_8);
  }

  /** The present field's bytes as a message, or as packed numbers. */
  WireReader message(String name) throws RingDescException {
    expect(LENGTH_DELIMITED, name);
    int length = length();
    at += length;
    return new WireReader(bytes, at - length, at);
  }

  /** Number of varints in the rest of this slice, for packed fields. */
  int countVarints() {
    int count = 0;
    for (int i = at; i < end; i++) {
      count += bytes[i] >= 0 ? 1 : 0;
    }
    return count;
  }

  long varint() throws RingDescException {
    long value = 0;
    for (int i = 0; i < MAX_VARINT_BYTES; i++) {
      if (at == end) {
        throw cutShort(null);
      }
      byte b = bytes[at++];
      value |= (long) (b & 0x7f) << (7 * i);
      if (b >= 0) {
        return value;
      }
    }
    throw new RingDescException("proto: integer overflow (at byte " + at + ")");
  }

  /** Skips the present field, with groups inside groups, without recursion. */
  void skip() throws RingDescException {
    int depth = 0;
    skipValue();
    depth += wireType == START_GROUP ? 1 : wireType == END_GROUP ? -1 : 0;
    while (depth > 0) {
      if (!next()) {
        throw cutShort("group");
      }
      skipValue();
      depth += wireType == START_GROUP ? 1 : wireType == END_GROUP ? -1 : 0;
    }
    if (depth < 0) {
      throw new RingDescException("proto: wiretype end group for non-group");
    }
  }

  private void skipValue() throws RingDescException {
    switch (wireType) {
      case VARINT -> varint();
      case FIXED_64 -> fixed(8);
      case LENGTH_DELIMITED -> {
        int length = length(); // Moves `at`, so it must not stand on the right of `at +=`.
        at += length;
      }
      case START_GROUP, END_GROUP -> {}
      case FIXED_32 -> fixed(4);
      default -> throw new RingDescException("proto: illegal wireType " + wireType);
    }
  }

  private void fixed(int size) throws RingDescException {
    if (end - at < size) {
      throw cutShort("number");
    }
    at += size;
  }

  private int length() throws RingDescException {
    long length = varint();
    if (length < 0 || length > end - at) {
      throw cutShort(Long.toUnsignedString(length) + " bytes");
    }
    return (int) length;
  }

  private RingDescException cutShort(@Nullable String what) {
    String wanted = what == null ? "" : ", wanted: " + what;
    return new RingDescException("unexpected EOF (at byte " + at + wanted + ")");
  }
}
