package io.flaregate.profiles.merge;

import java.util.Arrays;

/**
 * Finds entries of one table of a dictionary that are equal in content, given which entries of the
 * tables below it are. Working memory is shared by the levels, which take turns.
 */
abstract class ContentLevel {

  /** Arrays that one level after another uses. */
  static final class Scratch {
    final SeededHash hash = new SeededHash();
    private int[] slots = {};
    private int[] hashes = {};

    void trim() {
      slots = Tables.trimmed(slots);
      hashes = Tables.trimmed(hashes);
    }
  }

  private final Scratch scratch;
  private int[] canonical = {};
  private int size;
  private int distinct;

  ContentLevel(Scratch scratch) {
    this.scratch = scratch;
  }

  /** Writes the hash of every entry from {@code from} on; equal content gives equal hashes. */
  abstract void hash(int[] hashes, int from, int size, SeededHash hash);

  /** Whether two entries are equal in content. */
  abstract boolean contentEquals(int entry, int other);

  /**
   * Gives each entry the first entry that is equal to it.
   *
   * @param tableSize the number of entries of the table
   * @param firstEntry the first to look at: 0 if that is an ordinary entry, else 1
   */
  final void run(int tableSize, int firstEntry) {
    size = tableSize;
    canonical = Tables.sized(canonical, size);
    int from = Math.min(firstEntry, size);
    scratch.hashes = Tables.sized(scratch.hashes, size);
    hash(scratch.hashes, from, size, scratch.hash);
    for (int entry = 0; entry < from; entry++) {
      canonical[entry] = entry;
    }
    int capacity = capacity();
    scratch.slots = Tables.sized(scratch.slots, capacity);
    Arrays.fill(scratch.slots, 0, capacity, 0);
    distinct = from;
    link(from, scratch.hashes, scratch.slots, capacity - 1);
  }

  /**
   * Twice that of other tables, as far as so large an array is kept: what an entry meets, nothing
   * or another one, is nothing that a processor can guess, so fewer entries in its way are worth
   * it.
   */
  private int capacity() {
    int capacity = Tables.capacity(size);
    return capacity <= Tables.KEPT_ENTRIES / 2 ? 2 * capacity : capacity;
  }

  private void link(int from, int[] hashes, int[] slots, int mask) {
    int[] result = canonical;
    int count = size;
    for (int entry = from; entry < count; entry++) {
      int key = hashes[entry];
      int slot = key & mask;
      int found;
      while ((found = slots[slot] - 1) >= 0
          && !(hashes[found] == key && contentEquals(entry, found))) {
        slot = (slot + 1) & mask;
      }
      if (found < 0) {
        slots[slot] = entry + 1;
        found = entry;
        distinct++;
      }
      result[entry] = found;
    }
  }

  /** The first entry that is equal in content to an entry. */
  final int canonical(int entry) {
    return canonical[entry];
  }

  /** Whether any two entries are equal. */
  final boolean hasDuplicates() {
    return distinct < size;
  }

  /** The number of different entries. */
  final int distinct() {
    return distinct;
  }

  final void trim() {
    canonical = Tables.trimmed(canonical);
    size = 0;
    distinct = 0;
  }
}
