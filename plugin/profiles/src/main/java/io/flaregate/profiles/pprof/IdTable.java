package io.flaregate.profiles.pprof;

import java.security.SecureRandom;

/**
 * Where the mapping, location or function of an id stands; ids are any numbers but 0. Used for one
 * pprof after another: {@link #reset}, then {@link #add} for each, then {@link #complete}, then
 * {@link #find}.
 */
final class IdTable {
  // Nearly every pprof counts its ids from 1: nothing is kept then. Most others have ids that are
  // not much higher than there are entries: an array finds them. Only what is left is hashed.

  private static final int MAX_SPREAD = 4;
  private static final SecureRandom SECRETS = new SecureRandom();

  private final String what;

  // Two secrets, so that nobody can send ids that collide.
  private final long secret = SECRETS.nextLong();
  private final long factor = SECRETS.nextLong() | 1;
  private int size;
  private int expected;
  private boolean counted;
  private long[] ids = {};

  /** By id, or by slot: the index of an entry, counted from 1; 0 if there is none. */
  private int[] places = {};

  /** The highest id if places are by id; 0 if they are by slot. */
  private int highestPlaced;

  private int mask;

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
    int capacity = Integer.highestOneBit(size) << 2;
    places = PprofScratch.filled(places, capacity, 0);
    mask = capacity - 1;
    for (int i = 0; i < size; i++) {
      int slot = slot(ids[i]);
      if (places[slot] != 0) {
        throw twice(ids[i]);
      }
      places[slot] = i + 1;
    }
  }

  /** Where an id stands, or the free slot where it would. */
  private int slot(long id) {
    long word = id ^ secret;
    int slot = (int) ((word * factor) ^ Math.multiplyHigh(word, factor)) & mask;
    while (places[slot] != 0 && ids[places[slot] - 1] != id) {
      slot = (slot + 1) & mask;
    }
    return slot;
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
    return places[slot(id)];
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
