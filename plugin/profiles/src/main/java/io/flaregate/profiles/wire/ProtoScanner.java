package io.flaregate.profiles.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads protobuf's wire format at positions that the caller keeps, for loops over many small
 * messages. Every method takes the position to read at and the end of the message, and returns the
 * position after what it read; {@link #value} tells what that was:
 *
 * <pre>{@code
 * int at = from;
 * while (at < to) {
 *   int tagAt = at;
 *   at = scan.tag(bytes, at, to);
 *   switch (scan.intValue()) {
 *     case (1 << 3) | ProtoReader.VARINT -> {
 *       at = scan.varint(bytes, at, to);
 *       a = scan.value();
 *     }
 *     default -> at = scan.skip(bytes, tagAt, to, 1);
 *   }
 * }
 * }</pre>
 *
 * <p>It accepts and refuses what {@link ProtoReader} does, with the same messages. Not thread-safe.
 */
public final class ProtoScanner {
  // A position that stays in a local is a register; one in a field, as in ProtoReader, is stored
  // and loaded again at every varint, and the next varint waits for it. All that is rare, failures
  // among it, is left to a ProtoReader.

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final int MAX_VARINT_BITS = 70;

  private final ProtoReader rare = new ProtoReader();
  private long value;

  /** A scanner. */
  public ProtoScanner() {}

  /** What was read last. */
  public long value() {
    return value;
  }

  /** The low 32 bits of what was read last: all of it if it was a tag or a length. */
  public int intValue() {
    return (int) value;
  }

  /** Lets go of the array. */
  public void release() {
    rare.release();
  }

  /** Reads a varint of any type. */
  public int varint(byte[] bytes, int at, int end) throws MalformedProtoException {
    if (at < end) {
      int first = bytes[at];
      if (first >= 0) {
        value = first;
        return at + 1;
      }
      if (at + 1 < end) {
        int second = bytes[at + 1];
        if (second >= 0) {
          value = (first & 0x7F) | second << 7;
          return at + 2;
        }
      }
    }
    return longVarint(bytes, at, end);
  }

  // Not a loop over a range: the compiler would unroll it, and what has become large is not inlined
  // into its callers any more, which slows them down noticeably.
  private int longVarint(byte[] bytes, int start, int end) throws MalformedProtoException {
    int at = start;
    long read = 0;
    int shift = 0;
    byte next;
    do {
      if (at >= end || shift == MAX_VARINT_BITS) {
        return rareVarint(bytes, start, end);
      }
      next = bytes[at++];
      read |= (long) (next & 0x7F) << shift;
      shift += 7;
    } while (next < 0);
    value = read;
    return at;
  }

  private int rareVarint(byte[] bytes, int start, int end) throws MalformedProtoException {
    rare.reset(bytes, start, end);
    value = rare.readInt64();
    return rare.position();
  }

  /**
   * Reads the tag of a field. A tag that no schema has is 0 or otherwise unknown to the caller, who
   * passes it to {@link #skip}, which refuses it.
   */
  public int tag(byte[] bytes, int at, int end) throws MalformedProtoException {
    if (at < end && bytes[at] >= 0) {
      value = bytes[at];
      return at + 1;
    }
    int after = longVarint(bytes, at, end);
    if (value >>> 32 != 0) {
      value = 0;
    }
    return after;
  }

  /** Reads a length; it never goes beyond the end. */
  public int length(byte[] bytes, int at, int end) throws MalformedProtoException {
    int after = varint(bytes, at, end);
    if (value < 0 || value > end - after) {
      rare.reset(bytes, at, end);
      value = rare.readLength();
    }
    return after;
  }

  /**
   * Passes over a field that the schema does not have.
   *
   * @param at where its tag stands
   * @param known the schema has the fields from 1 to this number; one of these came with a wire
   *     type that it cannot have
   */
  public int skip(byte[] bytes, int at, int end, int known) throws MalformedProtoException {
    rare.reset(bytes, at, end);
    rare.skipUnknown(rare.readTag(), known);
    return rare.position();
  }

  /** How many varints end between two positions. */
  public static int countVarints(byte[] bytes, int from, int to) {
    int at = from;
    int count = 0;
    for (; to - at >= Long.BYTES; at += Long.BYTES) {
      count += Long.bitCount(~(long) LONGS.get(bytes, at) & HIGH_BITS);
    }
    if (at < to && bytes.length - at >= Long.BYTES) {
      return count + Long.bitCount(~(long) LONGS.get(bytes, at) & HIGH_BITS & ~beyond(to - at));
    }
    for (; at < to; at++) {
      count += ~bytes[at] >>> 31;
    }
    return count;
  }

  /** All bits of a word but those of its first bytes. */
  private static long beyond(int length) {
    return length < Long.BYTES ? -1L << (length * Byte.SIZE) : 0;
  }
}
