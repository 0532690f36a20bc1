package io.flaregate.profiles.otlp;

import java.util.Arrays;

/**
 * The slots of a hash table with open addressing, the keys of which stand elsewhere, by index. A
 * search goes so:
 *
 * <pre>{@code
 * int slot = slots.first(hash);
 * while (slots.index(slot) != Slots.FREE) {
 *   if (slots.hash(slot) == hash && equal(slots.index(slot), key)) {
 *     return slots.index(slot);
 *   }
 *   slot = slots.next(slot);
 * }
 * slots.put(slot, hash, newIndex, budget);
 * }</pre>
 *
 * <p>Linear probing, at most half full; slots keep the hashes, so growing looks at no key.
 */
final class Slots {

  /** Stands in a slot that is free. */
  static final int FREE = -1;

  /** What is kept for the next request: 8 bytes a slot. */
  private static final int KEPT_SLOTS = 1 << 16;

  private static final int FIRST_SLOTS = 1 << 8;

  private int[] indices = new int[0];
  private int[] hashes = new int[0];
  private int mask = -1;
  private int used;

  /** Empties the table. */
  void clear() {
    if (indices.length == 0) {
      allocate(FIRST_SLOTS);
    } else if (used > 0) {
      Arrays.fill(indices, FREE);
    }
    used = 0;
  }

  /** The number of slots. */
  int capacity() {
    return indices.length;
  }

  /** Lets go of the slots if they are more than requests usually need. */
  void trim() {
    if (indices.length > KEPT_SLOTS) {
      allocate(FIRST_SLOTS);
      used = 0;
    }
  }

  private void allocate(int slots) {
    indices = new int[slots];
    hashes = new int[slots];
    mask = slots - 1;
    Arrays.fill(indices, FREE);
  }

  int first(int hash) {
    return hash & mask;
  }

  int next(int slot) {
    return (slot + 1) & mask;
  }

  int index(int slot) {
    return indices[slot];
  }

  int hash(int slot) {
    return hashes[slot];
  }

  /** Fills the free slot at which a search ended. */
  void put(int slot, int hash, int index, Budget budget) throws UndecodableException {
    indices[slot] = index;
    hashes[slot] = hash;
    used++;
    if (used > indices.length / 2) {
      budget.take(2L * 8 * indices.length);
      rehash();
    }
  }

  private void rehash() {
    int[] oldIndices = indices;
    int[] oldHashes = hashes;
    allocate(2 * oldIndices.length);
    for (int old = 0; old < oldIndices.length; old++) {
      if (oldIndices[old] != FREE) {
        int slot = first(oldHashes[old]);
        while (indices[slot] != FREE) {
          slot = next(slot);
        }
        indices[slot] = oldIndices[old];
        hashes[slot] = oldHashes[old];
      }
    }
  }

  /** Mixes a number into a hash. */
  static int mix(int hash, int value) {
    int mixed = (hash ^ value) * 0x9E3779B1;
    return mixed ^ (mixed >>> 15);
  }

  /** Mixes a number into a hash. */
  static int mix(int hash, long value) {
    return mix(mix(hash, (int) value), (int) (value >>> 32));
  }
}
