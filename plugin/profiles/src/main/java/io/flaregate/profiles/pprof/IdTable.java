package io.flaregate.profiles.pprof;

import io.flaregate.profiles.merge.IntListTable;
import io.flaregate.profiles.merge.LongColumn;

/** Where the mapping, location or function of an id stands; ids are any numbers but 0. */
final class IdTable {
  // Nearly every pprof counts its ids from 1; only others need a table.

  private final IntListTable table = new IntListTable();
  private final int[] halves = new int[2];
  private final LongColumn ids;
  private final boolean counted;

  /**
   * A table of ids.
   *
   * @param what what the ids are of, for messages
   * @throws MalformedPprofException if an id is 0 or stands twice
   */
  IdTable(String what, LongColumn ids) throws MalformedPprofException {
    this.ids = ids;
    this.counted = isCounted(ids);
    if (!counted) {
      for (int i = 0; i < ids.size(); i++) {
        add(what, i, ids.get(i));
      }
    }
  }

  private static boolean isCounted(LongColumn ids) {
    for (int i = 0; i < ids.size(); i++) {
      if (ids.get(i) != i + 1) {
        return false;
      }
    }
    return true;
  }

  private void add(String what, int at, long id) throws MalformedPprofException {
    if (id == 0) {
      throw new MalformedPprofException(what + " " + at + " has id 0");
    }
    if (table.intern((int) (id >>> 32), (int) id, halves) != at) {
      throw new MalformedPprofException(
          what + " id " + Long.toUnsignedString(id) + " stands twice");
    }
  }

  /** The index of an id, counted from 1; 0 if there is none of that id. */
  int find(long id) {
    if (counted) {
      return id > 0 && id <= ids.size() ? (int) id : 0;
    }
    return 1 + table.find((int) (id >>> 32), (int) id, halves);
  }
}
