package io.flaregate.profiles.otlp;

import io.flaregate.spi.profiles.Links;
import java.util.Arrays;

/** The columns of links while they are filled; entry 0 can be read even if there is none. */
final class LinkColumns extends Columns {
  private static final int MAX_KEPT_LINKS = 1 << 15;

  long[] traceHigh;
  long[] traceLow;
  long[] spans;

  /** For each link, the first of the same content; 0 if it is none. */
  int[] canonical;

  LinkColumns(boolean kept, int entries) {
    super(kept);
    int room = Math.max(1, entries);
    traceHigh = new long[room];
    traceLow = new long[room];
    spans = new long[room];
    canonical = new int[room];
  }

  void clear() {
    size = 0;
    clear(0);
  }

  /** Makes a link one without ids. */
  void clear(int link) {
    traceHigh[link] = 0;
    traceLow[link] = 0;
    spans[link] = 0;
    canonical[link] = 0;
  }

  /** Adds a link without ids. */
  int add() throws ColumnsFullException {
    int link = size++;
    if (link == spans.length) {
      int grown = grown(link, MAX_KEPT_LINKS);
      traceHigh = Arrays.copyOf(traceHigh, grown);
      traceLow = Arrays.copyOf(traceLow, grown);
      spans = Arrays.copyOf(spans, grown);
      canonical = Arrays.copyOf(canonical, grown);
    }
    clear(link);
    return link;
  }

  Links build() {
    int entries = Math.max(1, size);
    return new Links(exact(traceHigh, entries), exact(traceLow, entries), exact(spans, entries));
  }
}
