package io.flaregate.phlare.dedup;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Keys of 128 bits, numbered from 0 in the order in which they came; none is ever taken out. Open
 * addressing with linear probes, at most half full. Where a key stands depends on a secret, so that
 * nobody can make keys crowd. Not thread-safe.
 */
final class KeyTable {
  private static final long SECRET = new SecureRandom().nextLong() | 1;
  private static final int NONE = -1;

  private long[] keys;
  private int[] slots;
  private int size;

  /**
   * An empty table.
   *
   * @param capacity how many keys it has room for at first, a power of two
   */
  KeyTable(int capacity) {
    keys = new long[2 * capacity];
    slots = new int[2 * capacity];
    Arrays.fill(slots, NONE);
  }

  /** The bytes that a table of a capacity takes. */
  static long bytes(int capacity) {
    return (2L * Long.BYTES + 2L * Integer.BYTES) * capacity;
  }

  int size() {
    return size;
  }

  int capacity() {
    return keys.length / 2;
  }

  /** The number of a key, or -1. */
  int find(long a, long b) {
    int mask = slots.length - 1;
    int slot = slot(a, mask);
    while (slots[slot] != NONE) {
      int entry = slots[slot];
      if (keys[2 * entry] == a && keys[2 * entry + 1] == b) {
        return entry;
      }
      slot = (slot + 1) & mask;
    }
    return NONE;
  }

  /** Adds a key that is not there, for which there is room. */
  int add(long a, long b) {
    keys[2 * size] = a;
    keys[2 * size + 1] = b;
    link(size, a);
    return size++;
  }

  private void link(int entry, long a) {
    int mask = slots.length - 1;
    int slot = slot(a, mask);
    while (slots[slot] != NONE) {
      slot = (slot + 1) & mask;
    }
    slots[slot] = entry;
  }

  private static int slot(long a, int mask) {
    return (int) (Mix.step(SECRET, a) >>> 32) & mask;
  }

  /** Doubles the room. */
  void grow() {
    keys = Arrays.copyOf(keys, 2 * keys.length);
    slots = new int[keys.length];
    Arrays.fill(slots, NONE);
    for (int entry = 0; entry < size; entry++) {
      link(entry, keys[2 * entry]);
    }
  }
}
