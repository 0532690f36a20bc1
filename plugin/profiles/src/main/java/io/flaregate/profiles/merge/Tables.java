package io.flaregate.profiles.merge;

import java.util.Arrays;

/** Sizes of open-addressing tables and of the scratch arrays behind them. */
final class Tables {
  /** Entries that a scratch array keeps between two uses; more is given back to the heap. */
  static final int KEPT_ENTRIES = 1 << 18;

  private static final int MIN_CAPACITY = 16;
  private static final int MAX_CAPACITY = 1 << 30;

  private Tables() {}

  /** A power of two at least half as large again as the number of entries. */
  static int capacity(int entries) {
    long wanted = entries + (entries >> 1) + 1L;
    if (wanted > MAX_CAPACITY) {
      throw new IllegalArgumentException(entries + " entries");
    }
    return Math.max(MIN_CAPACITY, Integer.highestOneBit((int) wanted - 1) << 1);
  }

  /** An array of at least a size whose content does not matter: this one if it is large enough. */
  static int[] sized(int[] array, int size) {
    return array.length >= size ? array : new int[grown(array.length, size)];
  }

  /** An array of at least a size with the content of this one. */
  static int[] copied(int[] array, int size) {
    return array.length >= size ? array : Arrays.copyOf(array, grown(array.length, size));
  }

  /** An array of at least a size with the content of this one. */
  static long[] copied(long[] array, int size) {
    return array.length >= size ? array : Arrays.copyOf(array, grown(array.length, size));
  }

  /** This array, or an empty one if it is too large to be kept. */
  static int[] trimmed(int[] array) {
    return array.length > KEPT_ENTRIES ? new int[0] : array;
  }

  /** This array, or an empty one if it is too large to be kept. */
  static long[] trimmed(long[] array) {
    return array.length > KEPT_ENTRIES ? new long[0] : array;
  }

  private static int grown(int length, int size) {
    return Math.max(size, (int) Math.min(length * 2L, Integer.MAX_VALUE - 8));
  }
}
