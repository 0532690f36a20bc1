package io.flaregate.profiles.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Varints read from and written to an array straight away, for loops that keep their position in a
 * local variable. A writer has made sure that there is room: {@value #MAX_BYTES} bytes for any
 * varint, {@value #MAX_INT_BYTES} for one of 32 bits.
 */
public final class Varints {
  /** The longest varint. */
  public static final int MAX_BYTES = 10;

  /** The longest varint of a number from 0 to 2^31−1. */
  public static final int MAX_INT_BYTES = 5;

  /** The largest number of which {@link #prepared} makes a varint. */
  public static final int MAX_PREPARED = (1 << 21) - 1;

  /** What {@link #readShort} returns if there is no short varint. */
  public static final long NONE = -1;

  private static final int PREPARED_SHIFT = 24;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Varints() {}

  /**
   * Reads the varint of a number from 0 to 2^31−1, in at most five bytes; made for indices and
   * lengths, nearly all of which take three at most.
   *
   * @return the position after it in the upper 32 bits, its value in the lower ones; {@link #NONE}
   *     if it is longer, larger, or does not end before {@code end}
   */
  public static long readShort(byte[] source, int at, int end) {
    if (at < end) {
      int first = source[at];
      if (first >= 0) {
        return ((at + 1L) << 32) | first;
      }
      if (at + 1 < end) {
        int second = source[at + 1];
        if (second >= 0) {
          return ((at + 2L) << 32) | (first & 0x7F) | (second << 7);
        }
        return readLonger(source, at, end);
      }
    }
    return NONE;
  }

  /**
   * Reads the length of what follows.
   *
   * @return as {@link #readShort}; {@link #NONE} also if less than that follows before {@code end}
   */
  public static long readLength(byte[] source, int at, int end) {
    long read = readShort(source, at, end);
    return read != NONE && value(read) <= end - position(read) ? read : NONE;
  }

  private static long readLonger(byte[] source, int from, int end) {
    int last = Math.min(end, from + MAX_INT_BYTES);
    long value = 0;
    int shift = 0;
    for (int at = from; at < last; at++) {
      int part = source[at];
      value |= (part & 0x7FL) << shift;
      if (part >= 0) {
        return value <= Integer.MAX_VALUE ? ((at + 1L) << 32) | value : NONE;
      }
      shift += 7;
    }
    return NONE;
  }

  /** The position after what {@link #readShort} read. */
  public static int position(long read) {
    return (int) (read >>> 32);
  }

  /** The value that {@link #readShort} read. */
  public static int value(long read) {
    return (int) read;
  }

  /**
   * Writes a varint and returns the position after it. What stands up to {@value #MAX_BYTES} bytes
   * behind {@code position} may be overwritten.
   */
  public static int put(byte[] target, int position, long value) {
    if (value >>> 14 == 0) {
      return putShort(target, position, (int) value);
    }
    if (value >>> 56 == 0) {
      return putWord(target, position, value);
    }
    int at = position;
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      target[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    target[at++] = (byte) rest;
    return at;
  }

  private static int putWord(byte[] target, int position, long value) {
    LONGS.set(target, position, word(value));
    return position + sizeOfLonger(value);
  }

  /**
   * The bytes of a varint, lowest first: groups of seven bits are spread over them.
   *
   * @param value from 1 to 2^56−1
   */
  public static long word(long value) {
    long halves = (value & 0xFFFFFFFL) | (value & 0xFFFFFFF0000000L) << 4;
    long pairs = (halves & 0x3FFF00003FFFL) | (halves & 0xFFFC0000FFFC000L) << 2;
    long groups = (pairs & 0x7F007F007F007FL) | (pairs & 0x3F803F803F803F80L) << 1;
    // All bytes but the last say that more follow.
    return groups | (0x80808080808080L & ((1L << (Byte.SIZE * (sizeOfLonger(value) - 1))) - 1));
  }

  /** Writes the varint of a number ≥ 0, and nothing behind it; returns the position after it. */
  public static int put(byte[] target, int position, int value) {
    if (value >>> 14 == 0) {
      return putShort(target, position, value);
    }
    int at = position;
    int rest = value;
    while ((rest & ~0x7F) != 0) {
      target[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    target[at++] = (byte) rest;
    return at;
  }

  /** One or two bytes, as nearly all are. */
  private static int putShort(byte[] target, int position, int value) {
    if (value < 1 << 7) {
      target[position] = (byte) value;
      return position + 1;
    }
    target[position] = (byte) (value | 0x80);
    target[position + 1] = (byte) (value >>> 7);
    return position + 2;
  }

  /**
   * A varint to be written with others in one word: its bytes, lowest first, in the lower three,
   * their number in the upper one.
   *
   * @param value from 0 to {@value #MAX_PREPARED}
   */
  public static int prepared(int value) {
    if (value < 1 << 7) {
      return value | (1 << PREPARED_SHIFT);
    }
    int two = (value & 0x7F) | 0x80 | ((value & 0x3F80) << 1);
    return value < 1 << 14
        ? two | (2 << PREPARED_SHIFT)
        : two | 0x8000 | ((value >>> 14) << 16) | (3 << PREPARED_SHIFT);
  }

  /** The number of bytes of what {@link #prepared} made. */
  public static int preparedBytes(int prepared) {
    return prepared >>> PREPARED_SHIFT;
  }

  /** The bytes of what {@link #prepared} made. */
  public static int preparedWord(int prepared) {
    return prepared & ((1 << PREPARED_SHIFT) - 1);
  }

  /** How many bytes a varint takes. */
  public static int size(long value) {
    return value >>> 14 == 0 ? sizeOfShort((int) value) : sizeOfLonger(value);
  }

  private static int sizeOfShort(int value) {
    return value < 1 << 7 ? 1 : 2;
  }

  private static int sizeOfLonger(long value) {
    return (70 - Long.numberOfLeadingZeros(value)) / 7;
  }

  /**
   * Completes a field that has a length: its content was written first, behind room for a tag of
   * one byte and a length of the guessed number of bytes, and is moved if the guess was wrong.
   *
   * @param position where the tag goes
   * @param guessed how many bytes the length was thought to take
   * @param end the position after the content; there is room for {@value #MAX_INT_BYTES} bytes more
   * @return the position after the field
   */
  public static int endField(byte[] target, int position, byte tag, int guessed, int end) {
    int start = position + 1 + guessed;
    int length = end - start;
    int width = size(length);
    if (width != guessed) {
      System.arraycopy(target, start, target, position + 1 + width, length);
    }
    target[position] = tag;
    put(target, position + 1, length);
    return position + 1 + width + length;
  }
}
