package io.flaregate.phlare.processor;

import io.flaregate.profiles.merge.SampleMerger;
import io.flaregate.spi.profiles.Samples;
import java.util.Arrays;

/**
 * The samples of a request's series while they are collected; the arrays are kept within bounds.
 */
final class SampleColumns {
  private static final int KEPT_ENTRIES = 1 << 18;

  private int[] stacks = {};
  private int[] lists = {};
  private int[] links = {};
  private long[] values = {};
  private int size;
  private int valueCount;
  private int anyList;
  private int anyLink;

  /** Forgets all samples; large arrays are given back to the heap. */
  void reset() {
    size = 0;
    valueCount = 0;
    anyList = 0;
    anyLink = 0;
    if (stacks.length > KEPT_ENTRIES) {
      stacks = new int[0];
      lists = new int[0];
      links = new int[0];
    }
    if (values.length > KEPT_ENTRIES) {
      values = new long[0];
    }
  }

  int size() {
    return size;
  }

  /** Makes room for samples with so many values each. */
  void reserve(int count, int types) {
    int needed = Math.addExact(size, count);
    if (needed > stacks.length) {
      int length = Math.max(needed, size + (size >> 1));
      stacks = Arrays.copyOf(stacks, length);
      lists = Arrays.copyOf(lists, length);
      links = Arrays.copyOf(links, length);
    }
    int neededValues = Math.addExact(valueCount, Math.multiplyExact(count, types));
    if (neededValues > values.length) {
      values = Arrays.copyOf(values, Math.max(neededValues, valueCount + (valueCount >> 1)));
    }
  }

  void add(int stack, int list, int link) {
    int at = size++;
    stacks[at] = stack;
    lists[at] = list;
    links[at] = link;
    anyList |= list;
    anyLink |= link;
  }

  void addValue(long value) {
    values[valueCount++] = value;
  }

  /** Adds all samples that were merged, as they came. */
  void addAll(SampleMerger merged, SampleSplit split) {
    int count = merged.size();
    int end = size + count;
    merged.copy(stacks, links, size, values, valueCount);
    if (split.kindCount() == 1) {
      int list = split.keptList(0);
      Arrays.fill(lists, size, end, list);
      anyList |= list;
    } else {
      for (int entry = 0; entry < count; entry++) {
        int list = split.keptList(merged.list(entry));
        lists[size + entry] = list;
        anyList |= list;
      }
    }
    for (int at = size; at < end; at++) {
      anyLink |= links[at];
    }
    size = end;
    valueCount += merged.valueCount();
  }

  /** A copy in its exact size; columns without anything but zeros are left out. */
  Samples build() {
    return new Samples(
        Arrays.copyOf(stacks, size),
        anyList == 0 ? Samples.allZero() : Arrays.copyOf(lists, size),
        anyLink == 0 ? Samples.allZero() : Arrays.copyOf(links, size),
        Arrays.copyOf(values, valueCount));
  }
}
