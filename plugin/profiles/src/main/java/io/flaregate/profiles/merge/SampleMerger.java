package io.flaregate.profiles.merge;

import java.util.Arrays;

/**
 * Adds up the values of samples that have the same stacktrace, attributes and link.
 *
 * <p>The three are compared as ints, so they must be ids under which equal content has one id: see
 * {@link StackTable}. What comes out keeps the order in which the keys first came. Values must not
 * be negative; a sum that does not fit stays at 2^63−1 and is counted. Not thread-safe.
 */
public final class SampleMerger {
  // The first sample of a stacktrace is found by an array over stacktraces; most have no other. The
  // others are in an open-addressing table of entry numbers over columns of keys; linear probing,
  // at most two thirds full. Equality is exact; the seeded hash only says where to look.

  private final SeededHash hash = new SeededHash();
  private int[] firsts = {};
  private int[] slots = {};
  private int[] stacks = {};
  private int[] lists = {};
  private int[] links = {};
  private long[] values = {};
  private int mask;
  private int types;
  private int size;
  private int hashed;

  /** How many samples the table held the time before. */
  private int lastHashed;

  private int saturated;

  /**
   * Forgets all samples.
   *
   * @param valueTypes how many values each sample has
   * @param expectedSamples a guess of how many samples will come: room is made for so many
   */
  public void reset(int valueTypes, int expectedSamples) {
    forgetFirsts();
    rememberHashed();
    hash.reseed();
    types = valueTypes;
    size = 0;
    saturated = 0;
    hashed = 0;
    int capacity = Tables.capacity(Math.min(lastHashed, expectedSamples));
    slots = Tables.sized(slots, capacity);
    mask = capacity - 1;
    Arrays.fill(slots, 0, capacity, 0);
    ensure(expectedSamples);
  }

  private void forgetFirsts() {
    if (size > firsts.length >> 2) {
      Arrays.fill(firsts, 0);
      return;
    }
    for (int entry = 0; entry < size; entry++) {
      firsts[stacks[entry]] = 0;
    }
  }

  /** What comes next is likely to be much like what came last. */
  private void rememberHashed() {
    if (size > 0) {
      lastHashed = hashed;
    }
  }

  /** Gives arrays that have become large back to the heap. */
  public void trim() {
    forgetFirsts();
    rememberHashed();
    size = 0;
    firsts = Tables.trimmed(firsts);
    slots = Tables.trimmed(slots);
    stacks = Tables.trimmed(stacks);
    lists = Tables.trimmed(lists);
    links = Tables.trimmed(links);
    values = Tables.trimmed(values);
    reset(1, 0);
  }

  /** The merged sample, a new one if there is none yet, to which {@link #addValue} may add. */
  public int entry(int stack, int list, int link) {
    if (stack >= firsts.length) {
      firsts = Tables.copied(firsts, stack + 1);
    }
    int first = firsts[stack] - 1;
    if (first < 0) {
      firsts[stack] = size + 1;
      return append(stack, list, link);
    }
    return lists[first] == list && links[first] == link ? first : hashedEntry(stack, list, link);
  }

  private int hashedEntry(int stack, int list, int link) {
    int slot = slot(stack, list, link);
    int[] table = slots;
    int entry;
    while ((entry = table[slot] - 1) >= 0) {
      if (stacks[entry] == stack && lists[entry] == list && links[entry] == link) {
        return entry;
      }
      slot = (slot + 1) & mask;
    }
    entry = append(stack, list, link);
    slots[slot] = entry + 1;
    hashed++;
    if (Tables.capacity(hashed) > mask + 1) {
      rehash();
    }
    return entry;
  }

  /** Adds to a value of a merged sample. */
  public void addValue(int entry, int type, long value) {
    int at = entry * types + type;
    long sum = values[at] + value;
    if (sum < 0) {
      sum = Long.MAX_VALUE;
      saturated++;
    }
    values[at] = sum;
  }

  /** Multiplies all values by a factor &gt; 0. */
  public void multiply(long factor) {
    int count = size * types;
    for (int i = 0; i < count; i++) {
      long value = values[i];
      if (Math.multiplyHigh(value, factor) != 0 || value * factor < 0) {
        values[i] = Long.MAX_VALUE;
        saturated++;
      } else {
        values[i] = value * factor;
      }
    }
  }

  private int slot(int stack, int list, int link) {
    long sum = hash.mix(hash.start(), ((long) stack << 32) | (list & 0xFFFFFFFFL));
    return SeededHash.finish(hash.mix(sum, link)) & mask;
  }

  private int append(int stack, int list, int link) {
    int entry = size++;
    if (size > stacks.length || size * types > values.length) {
      ensure(size);
    }
    stacks[entry] = stack;
    lists[entry] = list;
    links[entry] = link;
    int at = entry * types;
    for (int type = 0; type < types; type++) {
      values[at + type] = 0;
    }
    return entry;
  }

  private void ensure(int entries) {
    stacks = Tables.copied(stacks, entries);
    lists = Tables.copied(lists, entries);
    links = Tables.copied(links, entries);
    values = Tables.copied(values, Math.multiplyExact(entries, types));
  }

  private void rehash() {
    int capacity = (mask + 1) * 2;
    slots = Tables.sized(slots, capacity);
    mask = capacity - 1;
    Arrays.fill(slots, 0, capacity, 0);
    for (int entry = 0; entry < size; entry++) {
      if (firsts[stacks[entry]] == entry + 1) {
        continue;
      }
      int slot = slot(stacks[entry], lists[entry], links[entry]);
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = entry + 1;
    }
  }

  /** Copies stacktraces, links and values of all merged samples to columns of a caller. */
  public void copy(int[] stackColumn, int[] linkColumn, int at, long[] valueColumn, int valueAt) {
    System.arraycopy(stacks, 0, stackColumn, at, size);
    System.arraycopy(links, 0, linkColumn, at, size);
    System.arraycopy(values, 0, valueColumn, valueAt, size * types);
  }

  /** The number of values of all merged samples. */
  public int valueCount() {
    return size * types;
  }

  /** The number of merged samples. */
  public int size() {
    return size;
  }

  /** How many additions and multiplications did not fit, so that 2^63−1 took their place. */
  public int saturated() {
    return saturated;
  }

  /** The stacktrace of a merged sample. */
  public int stack(int entry) {
    return stacks[entry];
  }

  /** The attributes of a merged sample. */
  public int list(int entry) {
    return lists[entry];
  }

  /** The link of a merged sample. */
  public int link(int entry) {
    return links[entry];
  }

  /** A value of a merged sample. */
  public long value(int entry, int type) {
    return values[entry * types + type];
  }
}
