package io.flaregate.profiles.pprof;

import io.flaregate.profiles.merge.IntListTable;

/**
 * Where the mapping, location or function of an id stands; ids are any numbers but 0. Used for one
 * pprof after another: {@link #reset}, then {@link #add} for each, then {@link #complete}, then
 * {@link #find}.
 */
final class IdTable {
  // Nearly every pprof counts its ids from 1: nothing is kept then. Most others have ids that are
  // not much higher than there are entries: an array finds them. Only what is left is hashed.

  private static final int MAX_SPREAD = 4;

  private final String what;
  private final IntListTable hashed = new IntListTable();
  private final int[] halves = new int[2];
  private int size;
  private int expected;
  private boolean counted;
  private long[] ids = {};
  private int[] places = {};
  private int highestPlaced;

  /**
   * A table without ids.
   *
   * @param what what the ids are of, for messages
   */
  IdTable(String what) {
    this.what = what;
  }

  /**
   * Forgets all ids.
   *
   * @param count how many will be added
   */
  void reset(int count) {
    size = 0;
    expected = count;
    counted = true;
    highestPlaced = 0;
  }

  /** Lets go of what is too large to be kept. */
  void trim() {
    ids = PprofScratch.kept(ids);
    places = PprofScratch.kept(places);
    if (hashed.size() > 0) {
      hashed.reset();
    }
  }

  /** Adds the id of the next entry. */
  void add(long id) {
    int index = size++;
    if (counted && id == size) {
      return;
    }
    if (counted) {
      counted = false;
      ids = PprofScratch.sized(ids, expected);
      for (int i = 0; i < index; i++) {
        ids[i] = i + 1L;
      }
    }
    ids[index] = id;
  }

  /**
   * Makes the table ready to be searched.
   *
   * @throws MalformedPprofException if an id is 0 or stands twice
   */
  void complete() throws MalformedPprofException {
    if (counted) {
      return;
    }
    long highest = 0;
    for (int i = 0; i < size; i++) {
      if (ids[i] == 0) {
        throw new MalformedPprofException(what + " " + i + " has id 0");
      }
      highest = Long.compareUnsigned(ids[i], highest) > 0 ? ids[i] : highest;
    }
    if (highest > 0 && highest <= (long) size * MAX_SPREAD) {
      place((int) highest);
    } else {
      hash();
    }
  }

  private void place(int highest) throws MalformedPprofException {
    places = PprofScratch.filled(places, highest + 1, 0);
    highestPlaced = highest;
    for (int i = 0; i < size; i++) {
      int id = (int) ids[i];
      if (places[id] != 0) {
        throw twice(id);
      }
      places[id] = i + 1;
    }
  }

  private void hash() throws MalformedPprofException {
    hashed.reset();
    for (int i = 0; i < size; i++) {
      if (hashed.intern((int) (ids[i] >>> 32), (int) ids[i], halves) != i) {
        throw twice(ids[i]);
      }
    }
  }

  private MalformedPprofException twice(long id) {
    return new MalformedPprofException(what + " id " + Long.toUnsignedString(id) + " stands twice");
  }

  /** Whether the ids count from 1, so that ids are indices. */
  boolean isCounted() {
    return counted;
  }

  /** The index of an id, counted from 1; 0 if there is none of that id. */
  int find(long id) {
    if (counted) {
      return id > 0 && id <= size ? (int) id : 0;
    }
    return findUncounted(id);
  }

  private int findUncounted(long id) {
    if (highestPlaced != 0) {
      return id > 0 && id <= highestPlaced ? places[(int) id] : 0;
    }
    return 1 + hashed.find((int) (id >>> 32), (int) id, halves);
  }

  /** The first index, counted from 0, whose id is not one more; −1 if the ids count from 1. */
  int firstUncounted() {
    int index = counted ? size : 0;
    while (index < size && ids[index] == index + 1) {
      index++;
    }
    return index < size ? index : -1;
  }

  /** The id of an entry after {@link #firstUncounted}, or of that one. */
  long id(int index) {
    return ids[index];
  }
}
