package io.flaregate.profiles.otlp;

/**
 * Sorts texts, given by index, by their bytes: a merge sort, so that a sender cannot make it
 * quadratic, and without boxing.
 */
final class TextSorter {
  private final Texts texts;

  TextSorter(Texts texts) {
    this.texts = texts;
  }

  /** Sorts the first {@code count} entries. */
  void sort(int[] indices, int count) {
    int[] from = indices;
    int[] to = new int[count];
    for (int run = 1; run < count; run *= 2) {
      for (int start = 0; start < count; start += 2 * run) {
        merge(from, to, start, Math.min(start + run, count), Math.min(start + 2 * run, count));
      }
      int[] swap = from;
      from = to;
      to = swap;
    }
    if (from != indices) {
      System.arraycopy(from, 0, indices, 0, count);
    }
  }

  private void merge(int[] from, int[] to, int start, int middle, int end) {
    int left = start;
    int right = middle;
    for (int at = start; at < end; at++) {
      boolean takeLeft =
          left < middle && (right >= end || texts.compare(from[left], from[right]) <= 0);
      to[at] = takeLeft ? from[left++] : from[right++];
    }
  }
}
