package io.flaregate.phlare.wal.log;

/**
 * A map of positive numbers to numbers without an object per entry: open addressing with linear
 * probing; what is removed is closed by moving back what follows it. Not thread-safe.
 */
final class LongLongMap {
  /** What {@link #get} gives for a key that is absent. */
  static final long MISSING = -1;

  private static final long FREE = 0;
  private static final int SMALLEST = 16;
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private long[] keys = new long[SMALLEST];
  private long[] values = new long[SMALLEST];
  private int size;

  int size() {
    return size;
  }

  long get(long key) {
    int slot = slot(key);
    return keys[slot] == key ? values[slot] : MISSING;
  }

  void put(long key, long value) {
    if (key <= FREE) {
      throw new IllegalArgumentException("key " + key);
    }
    int slot = slot(key);
    values[slot] = value;
    if (keys[slot] == key) {
      return;
    }
    keys[slot] = key;
    size++;
    if (2 * size > keys.length) {
      resize(2 * keys.length);
    }
  }

  void remove(long key) {
    int hole = slot(key);
    if (keys[hole] != key) {
      return;
    }
    int mask = keys.length - 1;
    int next = (hole + 1) & mask;
    while (keys[next] != FREE) {
      int home = home(keys[next]);
      // The entry may move back if its home is not between the hole and where it is.
      if (((next - home) & mask) >= ((next - hole) & mask)) {
        keys[hole] = keys[next];
        values[hole] = values[next];
        hole = next;
      }
      next = (next + 1) & mask;
    }
    keys[hole] = FREE;
    size--;
  }

  /** The smallest key; 0 if there is none. */
  long smallestKey() {
    long smallest = 0;
    for (long key : keys) {
      smallest = key != FREE && (smallest == 0 || key < smallest) ? key : smallest;
    }
    return smallest;
  }

  private int home(long key) {
    return (int) ((key * MIX) >>> 32) & (keys.length - 1);
  }

  private int slot(long key) {
    int at = home(key);
    while (keys[at] != FREE && keys[at] != key) {
      at = (at + 1) & (keys.length - 1);
    }
    return at;
  }

  private void resize(int capacity) {
    long[] oldKeys = keys;
    long[] oldValues = values;
    keys = new long[capacity];
    values = new long[capacity];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != FREE) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }
}
