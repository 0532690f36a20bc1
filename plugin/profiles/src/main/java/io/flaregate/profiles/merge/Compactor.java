package io.flaregate.profiles.merge;

import java.util.Arrays;

/**
 * Gives the entries of a table that are really used new ids 1..n without gaps, in the order in
 * which they are first asked for. Entry 0 keeps id 0.
 *
 * <p>Made for many uses over one table: starting anew costs nothing, since each entry remembers in
 * which round its id was given. Not thread-safe.
 */
public final class Compactor {
  private long[] idsAndRounds = {};
  private int[] entries = {};
  private int round;
  private int count;

  /**
   * Forgets all ids.
   *
   * @param tableSize the number of entries of the table that is asked about from now on
   */
  public void reset(int tableSize) {
    count = 0;
    round++;
    if (idsAndRounds.length < tableSize) {
      idsAndRounds = new long[tableSize];
    }
    if (round == 0) {
      // All 2^32 rounds were used up: ids of the first ones would look valid again.
      Arrays.fill(idsAndRounds, 0);
      round = 1;
    }
  }

  /** Gives arrays that have become large back to the heap. */
  public void trim() {
    idsAndRounds = Tables.trimmed(idsAndRounds);
    entries = Tables.trimmed(entries);
    count = 0;
  }

  /** The new id of an entry; 0 for entry 0. */
  public int id(int entry) {
    if (entry == 0) {
      return 0;
    }
    long known = idsAndRounds[entry];
    return (int) (known >>> 32) == round ? (int) known : assign(entry);
  }

  private int assign(int entry) {
    if (count == entries.length) {
      entries = Tables.copied(entries, count + 1);
    }
    entries[count++] = entry;
    idsAndRounds[entry] = (long) round << 32 | count;
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
}
