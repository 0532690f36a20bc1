package io.flaregate.profiles.merge;

import java.util.Arrays;

/**
 * Lists of ints, each kept once: equal lists have equal ids, which count from 0 in the order of
 * first use. Equality is exact; the hash is seeded. Not thread-safe.
 */
public final class IntListTable {
  private final SeededHash hash = new SeededHash();
  private int[] slots = {};
  private int[] hashes = {};
  private int[] ends = {};
  private int[] pool = {};
  private int mask = -1;
  private int size;

  /** Forgets all lists. */
  public void reset() {
    hash.reseed();
    slots = Tables.trimmed(slots);
    hashes = Tables.trimmed(hashes);
    ends = Tables.trimmed(ends);
    pool = Tables.trimmed(pool);
    slots = Tables.sized(slots, Tables.capacity(0));
    mask = Tables.capacity(0) - 1;
    Arrays.fill(slots, 0, mask + 1, 0);
    size = 0;
  }

  /** The number of different lists. */
  public int size() {
    return size;
  }

  /** Where a list starts, an index for {@link #element}. */
  public int start(int id) {
    return id == 0 ? 0 : ends[id - 1];
  }

  /** The index after the end of a list. */
  public int end(int id) {
    return ends[id];
  }

  /** An element of a list, {@code at} from {@link #start} to before {@link #end}. */
  public int element(int at) {
    return pool[at];
  }

  /** The id of a list of two. */
  public int intern(int first, int second, int[] scratch) {
    scratch[0] = first;
    scratch[1] = second;
    return intern(scratch, 2);
  }

  /**
   * The id of a list; a new one, the former {@link #size}, if it was not there yet.
   *
   * @param list its first {@code length} elements are the list; they are copied
   */
  public int intern(int[] list, int length) {
    if (mask < 0) {
      reset();
    }
    int key = hash(list, length);
    int slot = key & mask;
    while (slots[slot] != 0) {
      int id = slots[slot] - 1;
      if (hashes[id] == key && contentEquals(id, list, length)) {
        return id;
      }
      slot = (slot + 1) & mask;
    }
    return append(list, length, key, slot);
  }

  /** The id of a list of two, or −1 if it is not there. */
  public int find(int first, int second, int[] scratch) {
    scratch[0] = first;
    scratch[1] = second;
    return find(scratch, 2);
  }

  /** The id of a list, or −1 if it is not there. */
  public int find(int[] list, int length) {
    if (mask < 0) {
      return -1;
    }
    int key = hash(list, length);
    for (int slot = key & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
      int id = slots[slot] - 1;
      if (hashes[id] == key && contentEquals(id, list, length)) {
        return id;
      }
    }
    return -1;
  }

  private int hash(int[] list, int length) {
    long sum = hash.mix(hash.start(), length);
    for (int i = 0; i < length; i++) {
      sum = hash.mix(sum, list[i]);
    }
    return SeededHash.finish(sum);
  }

  private boolean contentEquals(int id, int[] list, int length) {
    return Arrays.equals(pool, start(id), ends[id], list, 0, length);
  }

  private int append(int[] list, int length, int key, int slot) {
    int id = size;
    int at = id == 0 ? 0 : ends[id - 1];
    pool = Tables.copied(pool, Math.addExact(at, length));
    System.arraycopy(list, 0, pool, at, length);
    ends = Tables.copied(ends, id + 1);
    ends[id] = at + length;
    hashes = Tables.copied(hashes, id + 1);
    hashes[id] = key;
    slots[slot] = id + 1;
    size++;
    if (Tables.capacity(size) > mask + 1) {
      rehash();
    }
    return id;
  }

  private void rehash() {
    int capacity = (mask + 1) * 2;
    slots = Tables.sized(slots, capacity);
    mask = capacity - 1;
    Arrays.fill(slots, 0, capacity, 0);
    for (int id = 0; id < size; id++) {
      int slot = hashes[id] & mask;
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = id + 1;
    }
  }
}
