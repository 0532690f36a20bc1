package io.flaregate.profiles.merge;

import java.util.Arrays;

/** Ints that are added one by one; can be used again. Not thread-safe. */
public final class IntColumn {
  private static final int MIN_CAPACITY = 16;

  private int[] ints = {};
  private int size;

  /** Adds an int at the end. */
  public void add(int value) {
    if (size == ints.length) {
      ints = Arrays.copyOf(ints, Math.max(MIN_CAPACITY, size + (size >> 1)));
    }
    ints[size++] = value;
  }

  /** The int at an index below {@link #size}. */
  public int get(int index) {
    return ints[index];
  }

  /** Changes the int at an index below {@link #size}. */
  public void set(int index, int value) {
    ints[index] = value;
  }

  /** How many ints were added. */
  public int size() {
    return size;
  }

  /** Where the elements of an entry start, if this column tells where those of each end. */
  public int start(int entry) {
    return entry == 0 ? 0 : ints[entry - 1];
  }

  /** Forgets all ints; a large array is given back to the heap. */
  public void reset() {
    ints = Tables.trimmed(ints);
    size = 0;
  }

  /** A copy. */
  public int[] toArray() {
    return Arrays.copyOf(ints, size);
  }
}
