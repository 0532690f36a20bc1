package io.flaregate.profiles.otlp;

import io.flaregate.spi.profiles.AttributeLists;
import java.util.Arrays;

/**
 * The lists of attributes of a request while they are filled. Those of resources and scopes are
 * appended as they come. Those of samples are sets: sorted by the bytes of their keys, each key
 * once, and sets of equal content are one list, whatever the indices of their attributes.
 *
 * <p>For that each attribute of the table has a canonical one (the first of its content) and the
 * rank of its key among all keys; both are made when the first sample needs them. A sample then
 * costs a sort of a few longs and a look-up of a few ints, and touches no text.
 */
final class AttributeSets {

  /** Lists up to this length are sorted by insertion. */
  private static final int SHORT = 24;

  private final Texts texts;
  private final AttributeColumns attributes;
  private final References references;
  private final Scratch scratch;
  private final Budget budget;

  private int[] ends = new int[64];
  private int[] members = new int[256];
  private int size = 1;
  private boolean ranked;
  private int duplicates;

  AttributeSets(
      Texts texts,
      AttributeColumns attributes,
      References references,
      Scratch scratch,
      Budget budget) {
    this.texts = texts;
    this.attributes = attributes;
    this.references = references;
    this.scratch = scratch;
    this.budget = budget;
  }

  // ---- lists of resources and scopes

  /** Adds an attribute to the list that {@link #close} ends. */
  void append(int attribute, int position) throws UndecodableException {
    int at = end() + position;
    if (at == members.length) {
      members = Arrays.copyOf(members, budget.grow(members.length, at + 1, 4));
    }
    members[at] = attribute;
  }

  /** Ends a list of that many appended attributes and returns its index. */
  int close(int length) throws UndecodableException {
    if (length == 0) {
      return 0;
    }
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, budget.grow(ends.length, size + 1, 4));
    }
    ends[size] = end() + length;
    return size++;
  }

  private int end() {
    return ends[size - 1];
  }

  // ---- sets of samples

  /** How often a sample had one key twice, since this was asked last. */
  int takeDuplicates() {
    int count = duplicates;
    duplicates = 0;
    return count;
  }

  /**
   * The list of the attributes of a sample, which stand in {@link Scratch#sampleAttributes}: usable
   * ones of the table, in the order in which they came. Of those with one key the first counts.
   */
  int intern(int count) throws UndecodableException {
    if (count == 0) {
      return 0;
    }
    if (!ranked) {
      rankAttributes();
    }
    if (count == 1) {
      return internOne(scratch.canonicalAttributes[scratch.sampleAttributes[0]]);
    }
    return count <= RecentSets.MAX_ATTRIBUTES ? internRecent(count) : internSet(count);
  }

  private int internRecent(int count) throws UndecodableException {
    RecentSets recent = scratch.recentSets;
    int[] given = scratch.sampleAttributes;
    int slot = RecentSets.slot(given, count);
    if (recent.isAt(slot, given, count)) {
      duplicates += recent.leftOut(slot);
      return recent.list(slot);
    }
    recent.put(slot, given, count);
    int before = duplicates;
    int list = internSet(count);
    recent.complete(slot, list, duplicates - before);
    return list;
  }

  private int internSet(int count) throws UndecodableException {
    int distinct = sort(count);
    if (distinct == 1) {
      return internOne(scratch.sampleAttributes[0]);
    }
    int hash = scratch.seed;
    int[] set = scratch.sampleAttributes;
    for (int i = 0; i < distinct; i++) {
      hash = Slots.mix(hash, set[i]);
    }
    Slots slots = scratch.listSlots;
    int slot = slots.first(hash);
    while (slots.index(slot) != Slots.FREE) {
      if (slots.hash(slot) == hash && contentEquals(slots.index(slot), set, distinct)) {
        return slots.index(slot);
      }
      slot = slots.next(slot);
    }
    for (int i = 0; i < distinct; i++) {
      append(set[i], i);
    }
    int list = close(distinct);
    slots.put(slot, hash, list, budget);
    return list;
  }

  private int internOne(int attribute) throws UndecodableException {
    int[] known = scratch.listsOfOne;
    if (known[attribute] == 0) {
      append(attribute, 0);
      known[attribute] = close(1);
    }
    return known[attribute];
  }

  private boolean contentEquals(int list, int[] set, int length) {
    return Arrays.equals(members, ends[list - 1], ends[list], set, 0, length);
  }

  /** Replaces the attributes of the sample by their set and returns its size. */
  private int sort(int count) {
    int[] given = scratch.sampleAttributes;
    long[] sorted = scratch.sortedAttributes;
    int[] ranks = scratch.attributeRanks;
    for (int i = 0; i < count; i++) {
      sorted[i] = (long) ranks[given[i]] << 32 | i;
    }
    sortLongs(sorted, count);
    return distinct(sorted, count);
  }

  private static void sortLongs(long[] values, int count) {
    if (count > SHORT) {
      Arrays.sort(values, 0, count);
      return;
    }
    for (int i = 1; i < count; i++) {
      long value = values[i];
      int at = i;
      while (at > 0 && values[at - 1] > value) {
        values[at] = values[at - 1];
        at--;
      }
      values[at] = value;
    }
  }

  private int distinct(long[] sorted, int count) {
    int[] given = scratch.sampleAttributes;
    int[] canonical = scratch.canonicalAttributes;
    int distinct = 0;
    long previous = -1;
    for (int i = 0; i < count; i++) {
      long rank = sorted[i] >>> 32;
      if (rank != previous) {
        // The low half of what is overwritten is not needed any more: distinct <= i.
        sorted[distinct++] = canonical[given[(int) sorted[i]]];
        previous = rank;
      } else {
        duplicates++;
      }
    }
    for (int i = 0; i < distinct; i++) {
      given[i] = (int) sorted[i];
    }
    return distinct;
  }

  // ---- content of the attribute table

  private void rankAttributes() throws UndecodableException {
    ranked = true;
    int count = references.size(Table.ATTRIBUTE);
    scratch.canonicalAttributes = Scratch.zeroed(scratch.canonicalAttributes, count);
    scratch.attributeRanks = Scratch.zeroed(scratch.attributeRanks, count);
    scratch.listsOfOne = Scratch.zeroed(scratch.listsOfOne, count);
    scratch.keyRanks = Scratch.zeroed(scratch.keyRanks, texts.size());
    scratch.attributeSlots.clear();
    scratch.listSlots.clear();
    scratch.recentSets.clear();
    int keys = 0;
    int[] distinctKeys = new int[16];
    for (int attribute = 1; attribute < count; attribute++) {
      if (references.isBad(Table.ATTRIBUTE, attribute)) {
        continue;
      }
      int key = texts.canonical(attributes.key(attribute));
      scratch.canonicalAttributes[attribute] = canonical(attribute, key);
      if (scratch.keyRanks[key] == 0) {
        scratch.keyRanks[key] = 1;
        if (keys == distinctKeys.length) {
          distinctKeys = Arrays.copyOf(distinctKeys, budget.grow(keys, keys + 1, 8));
        }
        distinctKeys[keys++] = key;
      }
    }
    new TextSorter(texts).sort(distinctKeys, keys);
    for (int rank = 0; rank < keys; rank++) {
      scratch.keyRanks[distinctKeys[rank]] = rank;
    }
    for (int attribute = 1; attribute < count; attribute++) {
      if (!references.isBad(Table.ATTRIBUTE, attribute)) {
        scratch.attributeRanks[attribute] =
            scratch.keyRanks[texts.canonical(attributes.key(attribute))];
      }
    }
  }

  private int canonical(int attribute, int key) throws UndecodableException {
    long value = comparable(attribute);
    int hash = Slots.mix(Slots.mix(scratch.seed, key), attributes.kind(attribute));
    hash = Slots.mix(hash, value);
    Slots slots = scratch.attributeSlots;
    int slot = slots.first(hash);
    while (slots.index(slot) != Slots.FREE) {
      int other = slots.index(slot);
      if (slots.hash(slot) == hash
          && texts.canonical(attributes.key(other)) == key
          && attributes.kind(other) == attributes.kind(attribute)
          && comparable(other) == value) {
        return other;
      }
      slot = slots.next(slot);
    }
    slots.put(slot, hash, attribute, budget);
    return attribute;
  }

  private long comparable(int attribute) throws UndecodableException {
    long value = attributes.value(attribute);
    return attributes.isString(attribute) ? texts.canonical((int) value) : value;
  }

  AttributeLists build() {
    return new AttributeLists(Arrays.copyOf(ends, size), Arrays.copyOf(members, end()));
  }
}
