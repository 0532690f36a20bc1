package io.flaregate.profiles.otlp;

import java.util.Arrays;

/**
 * The sets of attributes that samples had lately, by the attributes as they came: senders write
 * those of a thread or process in one order, so that most need not be sorted again. What is not
 * found here is looked up in full, so it does no harm that a sender may choose what collides.
 */
final class RecentSets {
  // A slot: the list (0: free), how many attributes it left out, how many came, and these.

  /** Samples with more attributes are not kept. */
  static final int MAX_ATTRIBUTES = 5;

  private static final int SLOT_BITS = 8;
  private static final int SLOT_ENTRIES = 8;
  private static final int LEFT_OUT = 1;
  private static final int COUNT = 2;
  private static final int FIRST = 3;

  private final int[] slots = new int[SLOT_ENTRIES << SLOT_BITS];

  /** Forgets all. */
  void clear() {
    Arrays.fill(slots, 0);
  }

  /** Where a set is or may be put. */
  static int slot(int[] attributes, int count) {
    int hash = 0;
    for (int i = 0; i < count; i++) {
      hash = 31 * hash + attributes[i];
    }
    return ((hash * 0x9E3779B1) >>> (Integer.SIZE - SLOT_BITS)) * SLOT_ENTRIES;
  }

  /** Whether a slot holds the set of these attributes. */
  boolean isAt(int slot, int[] attributes, int count) {
    if (slots[slot] == 0 || slots[slot + COUNT] != count) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      if (slots[slot + FIRST + i] != attributes[i]) {
        return false;
      }
    }
    return true;
  }

  /** The list of the set in a slot. */
  int list(int slot) {
    return slots[slot];
  }

  /** How many attributes were left out of the set in a slot, since their keys came before. */
  int leftOut(int slot) {
    return slots[slot + LEFT_OUT];
  }

  /** Takes attributes to a slot; {@link #complete} must follow before they are found there. */
  void put(int slot, int[] attributes, int count) {
    slots[slot] = 0;
    slots[slot + COUNT] = count;
    System.arraycopy(attributes, 0, slots, slot + FIRST, count);
  }

  /** Says what the list of the attributes in a slot is. */
  void complete(int slot, int list, int leftOut) {
    slots[slot] = list;
    slots[slot + LEFT_OUT] = leftOut;
  }

  /** How many entries the array has. */
  int entries() {
    return slots.length;
  }
}
