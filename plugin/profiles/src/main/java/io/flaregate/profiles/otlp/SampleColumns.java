package io.flaregate.profiles.otlp;

import io.flaregate.spi.profiles.Samples;
import java.util.Arrays;

/** The columns of samples while they are filled. */
final class SampleColumns extends Columns {
  private static final int MAX_KEPT_SAMPLES = 1 << 18;

  private int[] stacks;
  private int[] lists;
  private int[] links = {};
  private long[] values;
  private boolean hasLinks;

  SampleColumns(boolean kept, int entries) {
    super(kept);
    stacks = new int[entries];
    lists = new int[entries];
    values = new long[entries];
  }

  void clear() {
    size = 0;
    hasLinks = false;
  }

  void add(int stack, int list, int link, long value) throws ColumnsFullException {
    int sample = size++;
    if (sample == stacks.length) {
      int grown = grown(sample, size, MAX_KEPT_SAMPLES);
      stacks = Arrays.copyOf(stacks, grown);
      lists = Arrays.copyOf(lists, grown);
      values = Arrays.copyOf(values, grown);
    }
    stacks[sample] = stack;
    lists[sample] = list;
    values[sample] = value;
    if (link != 0 || hasLinks) {
      setLink(sample, link);
    }
  }

  /** Most requests have none: nothing is kept of them before the first. */
  private void setLink(int sample, int link) {
    if (links.length < stacks.length) {
      links = Arrays.copyOf(links, stacks.length);
    }
    if (!hasLinks) {
      Arrays.fill(links, 0, sample, 0);
      hasLinks = true;
    }
    links[sample] = link;
  }

  /** Takes back the samples after so many. */
  void forget(int first) {
    size = first;
  }

  /** How many samples there is room for. */
  int entries() {
    return stacks.length;
  }

  Samples build() {
    return new Samples(
        exact(stacks, size),
        exact(lists, size),
        hasLinks ? exact(links, size) : Samples.allZero(),
        exact(values, size));
  }
}
