package io.flaregate.profiles.pprof;

import io.flaregate.spi.profiles.StringTable;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Finds, among the strings that labels refer to, those of the same content, and the order of keys.
 * Used for one pprof after another.
 */
final class SameTexts {
  // Texts are compared once per entry of the string table, not once per label: a few long keys, to
  // which many labels refer, cost no more than their bytes. The slots are never more than half
  // full,
  // and the seed keeps senders from choosing texts that collide.

  private static final int UNKNOWN = -1;
  private static final SecureRandom SEEDS = new SecureRandom();

  private int seed = SEEDS.nextInt();
  private int[] slots = {};
  private int mask;
  private int[] firsts = {};
  private int[] ranks = {};
  private int[] keys = {};
  private int keyCount;

  /** Lets go of what is too large to be kept. */
  void trim() {
    slots = PprofScratch.kept(slots);
    firsts = PprofScratch.kept(firsts);
    ranks = PprofScratch.kept(ranks);
    keys = PprofScratch.kept(keys);
  }

  /** Looks at all strings that labels refer to. */
  void load(LabelColumns labels, StringTable strings) {
    int most = (int) Math.min(strings.size(), 2L * labels.size() + 1);
    int capacity = Integer.highestOneBit(most) << 2;
    seed = seed * 31 + 17;
    slots = PprofScratch.filled(slots, capacity, UNKNOWN);
    mask = capacity - 1;
    firsts = PprofScratch.filled(firsts, strings.size(), UNKNOWN);
    firsts[0] = 0;
    ranks = PprofScratch.filled(ranks, strings.size(), UNKNOWN);
    keys = PprofScratch.sized(keys, strings.size());
    keyCount = 0;
    slots[strings.hash(0, seed) & mask] = 0;
    for (int label = 0; label < labels.size(); label++) {
      look(strings, labels.text(label));
      look(strings, labels.key(label));
      noteKey(firsts[labels.key(label)]);
    }
    rankKeys(strings);
  }

  private void look(StringTable strings, int string) {
    if (firsts[string] != UNKNOWN) {
      return;
    }
    int slot = strings.hash(string, seed) & mask;
    while (slots[slot] != UNKNOWN && !strings.contentEquals(string, slots[slot])) {
      slot = (slot + 1) & mask;
    }
    if (slots[slot] == UNKNOWN) {
      slots[slot] = string;
    }
    firsts[string] = slots[slot];
  }

  private void noteKey(int key) {
    if (ranks[key] == UNKNOWN) {
      ranks[key] = 0;
      keys[keyCount++] = key;
    }
  }

  private void rankKeys(StringTable strings) {
    Integer[] sorted = new Integer[keyCount];
    for (int i = 0; i < keyCount; i++) {
      sorted[i] = keys[i];
    }
    Arrays.sort(sorted, (one, other) -> strings.compare(one, strings, other));
    for (int i = 0; i < keyCount; i++) {
      ranks[sorted[i]] = i;
    }
  }

  /** The first string of the same content as one that a label refers to. */
  int first(int string) {
    return firsts[string];
  }

  /** Where a key, the first one of its content, stands among all keys in the order of bytes. */
  int rank(int firstKey) {
    return ranks[firstKey];
  }
}
