package io.flaregate.profiles.merge;

import java.util.Arrays;

/**
 * Gives the entries of a table that are really used new ids 1..n without gaps, in the order in
 * which they are first asked for. Entry 0 keeps id 0.
 *
 * <p>Made for many uses over one table: starting anew costs nothing, since ids are kept as numbers
 * that go on from one round to the next. Not thread-safe.
 */
public final class Compactor {
  private final int maxNumber;
  private int[] numbers = {};
  private int[] entries = {};

  /** The highest number of the rounds before; what is not above it says nothing. */
  private int base;

  private int count;

  /** Without ids. */
  public Compactor() {
    this(Integer.MAX_VALUE);
  }

  /** For tests: numbers start again before they exceed {@code maxNumber}. */
  Compactor(int maxNumber) {
    this.maxNumber = maxNumber;
  }

  /**
   * Forgets all ids.
   *
   * @param tableSize the number of entries of the table that is asked about from now on
   */
  public void reset(int tableSize) {
    base += count;
    count = 0;
    if (numbers.length < tableSize) {
      numbers = new int[tableSize];
      base = 0;
    } else if (base > maxNumber - tableSize) {
      Arrays.fill(numbers, 0);
      base = 0;
    }
    if (tableSize > 0) {
      numbers[0] = base;
    }
    // One more than there can be ids: without a branch, an entry is written where the next id goes.
    entries = Tables.sized(entries, tableSize + 1);
  }

  /** Gives arrays that have become large back to the heap, and then forgets all ids. */
  public void trim() {
    if (Math.max(numbers.length, entries.length) > Tables.KEPT_ENTRIES) {
      numbers = Tables.trimmed(numbers);
      entries = Tables.trimmed(entries);
      base += count;
      count = 0;
    }
  }

  /** The new id of an entry; 0 for entry 0. */
  public int id(int entry) {
    int known = numbers[entry] - base;
    return known > 0 ? known : assign(entry);
  }

  /**
   * As {@link #id}, without a branch: for entries about half of which have an id already, so that a
   * processor is often mistaken about which.
   */
  public int idBranchless(int entry) {
    int known = numbers[entry] - base;
    // All bits set for an entry that has no id; none for entry 0.
    int isNew = ((known - 1) & -entry) >> 31;
    entries[count] = entry;
    count -= isNew;
    int id = known + ((count - known) & isNew);
    numbers[entry] = base + id;
    return id;
  }

  private int assign(int entry) {
    if (entry == 0) {
      return 0;
    }
    entries[count++] = entry;
    numbers[entry] = base + count;
    return count;
  }

  /** How many ids were given: the highest. */
  public int count() {
    return count;
  }

  /** The entry that has an id, 1 to {@link #count}. */
  public int entry(int id) {
    return entries[id - 1];
  }

  /**
   * Copies the entries that have ids, by their ids.
   *
   * @param array what is used for it if it is large enough
   */
  public int[] copyTo(int[] array) {
    int[] target = Tables.sized(array, count);
    System.arraycopy(entries, 0, target, 0, count);
    return target;
  }

  /** Whether the ids {@code from} + 1 to {@code to}, if any, are those of the same entries. */
  public boolean hasSame(int[] others, int from, int to) {
    return from >= to || Arrays.equals(entries, from, to, others, from, to);
  }

  /** Whether one of some entries, none of them 0, has an id. */
  public boolean hasAny(int[] others, int from, int to) {
    for (int i = from; i < to; i++) {
      if (numbers[others[i]] > base) {
        return true;
      }
    }
    return false;
  }

  /** Gives ids to entries, none of them 0, that have none and are all different. */
  public void addAll(int[] others, int from, int to) {
    System.arraycopy(others, from, entries, count, to - from);
    for (int i = from; i < to; i++) {
      numbers[others[i]] = base + ++count;
    }
  }
}
