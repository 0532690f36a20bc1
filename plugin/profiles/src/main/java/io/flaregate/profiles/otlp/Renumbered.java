package io.flaregate.profiles.otlp;

import io.flaregate.profiles.merge.IntColumn;

/**
 * New indices for the entries of a table that are used, in the order of their first use; entry 0
 * keeps its index.
 */
final class Renumbered {
  private final int[] ids;
  private final IntColumn entries = new IntColumn();

  /**
   * Nothing used yet.
   *
   * @param size how many entries the table has
   */
  Renumbered(int size) {
    ids = new int[size];
  }

  /** The new index of an entry, which counts as used from now on. */
  int id(int entry) {
    return entry == 0 ? 0 : used(entry);
  }

  /** As {@link #id}, for tables whose entry 0 is like any other: it gets an index from 1 on. */
  int used(int entry) {
    if (ids[entry] == 0) {
      entries.add(entry);
      ids[entry] = entries.size();
    }
    return ids[entry];
  }

  /** How many entries are used; their new indices are 1 to this. */
  int count() {
    return entries.size();
  }

  /** The entry that has a new index from 1 on. */
  int entry(int id) {
    return entries.get(id - 1);
  }
}
