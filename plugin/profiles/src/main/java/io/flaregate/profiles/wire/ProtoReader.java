package io.flaregate.profiles.wire;

import static java.util.Objects.checkFromToIndex;
import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads protobuf's wire format from a byte array, never past a limit. The caller walks a message
 * so:
 *
 * <pre>{@code
 * int outer = reader.push();          // of a nested message; not for the outermost one
 * while (reader.hasMore()) {
 *   int tag = reader.readTag();
 *   switch (tag) {
 *     case (1 << 3) | ProtoReader.VARINT -> a = reader.readInt32();
 *     default -> reader.skipUnknown(tag, 1);
 *   }
 * }
 * reader.pop(outer);
 * }</pre>
 *
 * <p>Accepts what protobuf's encoding allows (<a
 * href="https://protobuf.dev/programming-guides/encoding/">encoding</a>): varints longer than
 * needed, up to 10 bytes; unknown fields, groups among them up to {@value #MAX_GROUP_DEPTH} deep.
 * Nothing is allocated by a length that the bytes claim. Not thread-safe; {@link #reset} makes it
 * ready for other bytes.
 */
public final class ProtoReader {

  /** Wire type of int32, int64, uint32, uint64, bool, enum. */
  public static final int VARINT = 0;

  /** Wire type of fixed64, sfixed64, double. */
  public static final int FIXED64 = 1;

  /** Wire type of messages, strings, bytes and packed scalars. */
  public static final int LENGTH = 2;

  /** Wire type of the start of a group. */
  public static final int START_GROUP = 3;

  /** Wire type of the end of a group. */
  public static final int END_GROUP = 4;

  /** Wire type of fixed32, sfixed32, float. */
  public static final int FIXED32 = 5;

  /** How deep groups may lie in each other. */
  public static final int MAX_GROUP_DEPTH = 100;

  /** A bit for each wire type that a field can start with. */
  private static final int VALUE_TYPES =
      (1 << VARINT) | (1 << FIXED64) | (1 << LENGTH) | (1 << START_GROUP) | (1 << FIXED32);

  private static final byte[] NOTHING = new byte[0];
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  // Invariant: 0 <= position <= limit <= bytes.length.
  private byte[] bytes = NOTHING;
  private int position;
  private int limit;

  /** A reader of nothing, until it is reset. */
  public ProtoReader() {}

  /**
   * Reads from a part of an array from now on. The array is not copied.
   *
   * @throws IndexOutOfBoundsException if the part lies outside the array
   */
  public void reset(byte[] source, int from, int to) {
    checkFromToIndex(from, to, requireNonNull(source, "source is null").length);
    if (bytes != source) {
      // A reference that is stored costs a barrier of the garbage collector.
      bytes = source;
    }
    position = from;
    limit = to;
  }

  /** Lets go of the array. */
  public void release() {
    reset(NOTHING, 0, 0);
  }

  /** The index in the array of the byte that is read next. */
  public int position() {
    return position;
  }

  /**
   * The array, for loops that read it from {@link #position} to {@link #limit} by themselves and
   * then {@link #seek}.
   */
  public byte[] source() {
    return bytes;
  }

  /**
   * Goes to an index of the current message.
   *
   * @throws IndexOutOfBoundsException if it lies before the position or beyond the limit
   */
  public void seek(int index) {
    checkFromToIndex(position, index, limit);
    position = index;
  }

  /** The index in the array after the last byte of the current message. */
  public int limit() {
    return limit;
  }

  /** How many bytes of the current message are left. */
  public int remaining() {
    return limit - position;
  }

  /** Whether the current message goes on. */
  public boolean hasMore() {
    return position < limit;
  }

  /** The number of the field of a tag. */
  public static int field(int tag) {
    return tag >>> 3;
  }

  /** The wire type of a tag. */
  public static int wireType(int tag) {
    return tag & 7;
  }

  /**
   * Reads the tag of a field: its number, shifted by 3, and its wire type.
   *
   * @throws MalformedProtoException also if the number is 0 or the wire type is unknown, or that of
   *     the end of a group
   */
  public int readTag() throws MalformedProtoException {
    int start = position;
    if (start < limit) {
      int first = bytes[start];
      if (first > 7 && ((VALUE_TYPES >>> (first & 7)) & 1) != 0) {
        position = start + 1;
        return first;
      }
    }
    int tag = readAnyTag();
    if ((tag & 7) == END_GROUP) {
      throw new MalformedProtoException(
          "group " + field(tag) + " ends at byte " + start + " but has not started");
    }
    return tag;
  }

  private int readAnyTag() throws MalformedProtoException {
    int start = position;
    long tag = readInt64();
    if (tag >>> 32 != 0 || tag >>> 3 == 0) {
      throw new MalformedProtoException(
          "field number "
              + Long.toUnsignedString(tag >>> 3)
              + " at byte "
              + start
              + " is not between 1 and 536870911");
    }
    if ((tag & 7) > FIXED32) {
      throw new MalformedProtoException(
          "wire type " + (tag & 7) + " at byte " + start + " does not exist");
    }
    return (int) tag;
  }

  /** Reads a varint of 64 bits: int64, uint64. */
  public long readInt64() throws MalformedProtoException {
    int at = position;
    if (at + 1 < limit) {
      int first = bytes[at];
      if (first >= 0) {
        position = at + 1;
        return first;
      }
      int second = bytes[at + 1];
      if (second >= 0) {
        position = at + 2;
        return (first & 0x7F) | (second << 7);
      }
    }
    return readLongVarint();
  }

  /** Reads a varint and keeps its low 32 bits: int32, uint32, as protobuf's own readers do. */
  public int readInt32() throws MalformedProtoException {
    return (int) readInt64();
  }

  /** Reads a bool: any varint but 0 is true. */
  public boolean readBool() throws MalformedProtoException {
    return readInt64() != 0;
  }

  private long readLongVarint() throws MalformedProtoException {
    byte[] source = bytes;
    int start = position;
    int end = Math.min(limit, start + 10);
    long value = 0;
    int shift = 0;
    for (int at = start; at < end; at++) {
      byte next = source[at];
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        position = at + 1;
        return value;
      }
      shift += 7;
    }
    throw unendedVarint(start, end);
  }

  private static MalformedProtoException unendedVarint(int start, int end) {
    return end - start == 10
        ? new MalformedProtoException("varint at byte " + start + " is longer than 10 bytes")
        : new MalformedProtoException("truncated: varint at byte " + start + " does not end");
  }

  /** Reads 8 bytes, little-endian: fixed64, and double as its bits. */
  public long readFixed64() throws MalformedProtoException {
    int at = advance(8);
    return (long) LONGS.get(bytes, at);
  }

  /** Reads 4 bytes, little-endian: fixed32, and float as its bits. */
  public int readFixed32() throws MalformedProtoException {
    int at = advance(4);
    return (int) INTS.get(bytes, at);
  }

  /**
   * Reads the length of a string, of bytes or of a message, and leaves the position before its
   * content. The length is never more than {@link #remaining}.
   */
  public int readLength() throws MalformedProtoException {
    int start = position;
    if (start < limit) {
      int first = bytes[start];
      if (first >= 0 && first < limit - start) {
        position = start + 1;
        return first;
      }
    }
    // Some senders pad lengths to five bytes.
    long padded = Varints.readLength(bytes, start, limit);
    if (padded != Varints.NONE) {
      position = Varints.position(padded);
      return Varints.value(padded);
    }
    long length = readInt64();
    if (length < 0 || length > limit - position) {
      throw new MalformedProtoException(
          "length "
              + Long.toUnsignedString(length)
              + " at byte "
              + start
              + " is beyond the end of the message ("
              + (limit - position)
              + " bytes are left)");
    }
    return (int) length;
  }

  /**
   * Reads a length and makes that much the current message.
   *
   * @return the limit of the outer message, for {@link #pop}
   */
  public int push() throws MalformedProtoException {
    int length = readLength();
    int outer = limit;
    limit = position + length;
    return outer;
  }

  /** Ends the current message, the rest of which is skipped, and goes on with the outer one. */
  public void pop(int outerLimit) {
    position = limit;
    limit = outerLimit;
  }

  /**
   * Goes back to where the current message was before, to read it once more.
   *
   * @param earlier a {@link #position} of the current message
   */
  public void rewind(int earlier) {
    checkFromToIndex(earlier, position, bytes.length);
    position = earlier;
  }

  /** Passes over bytes. */
  public void skipBytes(int count) throws MalformedProtoException {
    advance(count);
  }

  private int advance(int count) throws MalformedProtoException {
    int at = position;
    if (count > limit - at) {
      throw new MalformedProtoException(
          "truncated: " + count + " bytes at byte " + at + " end after " + (limit - at));
    }
    position = at + count;
    return at;
  }

  /**
   * Passes over a field that the schema does not have.
   *
   * @param tag its tag
   * @param known the schema has the fields from 1 to this number; one of these came with a wire
   *     type that it cannot have
   */
  public void skipUnknown(int tag, int known) throws MalformedProtoException {
    if (field(tag) <= known) {
      throw new MalformedProtoException(
          "field " + field(tag) + " before byte " + position + " has wire type " + wireType(tag));
    }
    skip(tag);
  }

  /** Passes over the value of a field, whatever it is. */
  public void skip(int tag) throws MalformedProtoException {
    switch (tag & 7) {
      case VARINT -> readInt64();
      case FIXED64 -> advance(8);
      case LENGTH -> advance(readLength());
      case START_GROUP -> skipGroup(tag >>> 3);
      case FIXED32 -> advance(4);
      default ->
          throw new MalformedProtoException(
              "wire type " + wireType(tag) + " before byte " + position + " cannot be skipped");
    }
  }

  /** Without recursion: a sender decides how deep groups lie in each other. */
  private void skipGroup(int field) throws MalformedProtoException {
    int[] open = new int[MAX_GROUP_DEPTH];
    int depth = 1;
    open[0] = field;
    while (depth > 0) {
      int start = position;
      if (start >= limit) {
        throw new MalformedProtoException(
            "truncated: group " + open[depth - 1] + " does not end before byte " + start);
      }
      int tag = readAnyTag();
      if (wireType(tag) == END_GROUP) {
        if (field(tag) != open[--depth]) {
          throw new MalformedProtoException(
              "group " + field(tag) + " ends at byte " + start + " inside group " + open[depth]);
        }
      } else if (wireType(tag) != START_GROUP) {
        skip(tag);
      } else if (depth < MAX_GROUP_DEPTH) {
        open[depth++] = field(tag);
      } else {
        throw new MalformedProtoException(
            "groups lie more than " + MAX_GROUP_DEPTH + " deep at byte " + start);
      }
    }
  }
}
