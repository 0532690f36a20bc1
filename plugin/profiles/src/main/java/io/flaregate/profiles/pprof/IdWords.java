package io.flaregate.profiles.pprof;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Several ids of a stacktrace at once, from eight bytes that start with an id. Whether the next id
 * takes one byte or two is hard to predict for the processor, so nothing here depends on it.
 */
final class IdWords {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;

  private IdWords() {}

  /** The eight bytes from a position on, the first one lowest. */
  static long word(byte[] bytes, int at) {
    return (long) LONGS.get(bytes, at);
  }

  /** Whether every byte is an id. */
  static boolean isEight(long word) {
    return (word & HIGH_BITS) == 0;
  }

  /** Whether no id takes more than two bytes; so four of them at least end in the word. */
  static boolean isShort(long word) {
    long more = word & HIGH_BITS;
    return (more & (more << Byte.SIZE)) == 0;
  }

  /**
   * Puts eight ids of one byte into a column.
   *
   * @return a negative number if one of them is not from 1 to {@code last}
   */
  static int putEight(long word, int[] column, int index, int last) {
    int outside = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      int id = (int) (word >>> (i * Byte.SIZE)) & 0x7F;
      outside |= (id - 1) | (last - id);
      column[index + i] = id;
    }
    return outside;
  }

  /**
   * Puts the first four ids into a column; none takes more than two bytes.
   *
   * @return a negative number if one of them is not from 1 to {@code last}
   */
  static int putFour(long word, int[] column, int index, int last) {
    int outside = 0;
    long ends = ~word & HIGH_BITS;
    int start = 0;
    for (int i = 0; i < 4; i++) {
      int end = Long.numberOfTrailingZeros(ends) + 1;
      int bytes = (int) (word << (Long.SIZE - end) >>> (Long.SIZE - end + start));
      int id = (bytes & 0x7F) | ((bytes >>> 1) & 0x3F80);
      outside |= (id - 1) | (last - id);
      column[index + i] = id;
      ends &= ends - 1;
      start = end;
    }
    return outside;
  }

  /** How many bytes the first four ids take; none takes more than two. */
  static int widthOfFour(long word) {
    long ends = ~word & HIGH_BITS;
    ends &= ends - 1;
    ends &= ends - 1;
    ends &= ends - 1;
    return (Long.numberOfTrailingZeros(ends) + 1) / Byte.SIZE;
  }
}
