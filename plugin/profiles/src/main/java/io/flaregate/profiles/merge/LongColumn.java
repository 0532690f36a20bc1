package io.flaregate.profiles.merge;

import java.util.Arrays;

/** Longs that are added one by one; can be used again. Not thread-safe. */
public final class LongColumn {
  private static final int MIN_CAPACITY = 16;

  private long[] longs = {};
  private int size;

  /** Adds a long at the end. */
  public void add(long value) {
    if (size == longs.length) {
      longs = Arrays.copyOf(longs, Math.max(MIN_CAPACITY, size + (size >> 1)));
    }
    longs[size++] = value;
  }

  /** The long at an index below {@link #size}. */
  public long get(int index) {
    return longs[index];
  }

  /** How many longs were added. */
  public int size() {
    return size;
  }

  /** Forgets all longs; a large array is given back to the heap. */
  public void reset() {
    longs = Tables.trimmed(longs);
    size = 0;
  }

  /** A copy. */
  public long[] toArray() {
    return Arrays.copyOf(longs, size);
  }

  /** A copy with 0 before it: the tables of a dictionary have an entry 0 that stands for "none". */
  public long[] toArrayAfterZero() {
    long[] array = new long[size + 1];
    System.arraycopy(longs, 0, array, 1, size);
    return array;
  }

  /** As {@link #toArrayAfterZero}, for longs that were checked to be indices. */
  public int[] toIndicesAfterZero() {
    int[] array = new int[size + 1];
    for (int i = 0; i < size; i++) {
      array[i + 1] = (int) longs[i];
    }
    return array;
  }
}
