package io.flaregate.phlare.delivery;

import io.flaregate.phlare.push.EncodedSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Puts the series for one destination together into as few pushes as their bounds allow (first fit,
 * which needs at most 1.7 times the fewest). A series is never cut: one that is larger than a push
 * may be goes alone.
 */
final class PushBatches {
  /** The most series in one push. */
  static final int MAX_SERIES = 256;

  /** How many pushes are filled at a time; bounds the work of a request of many large series. */
  private static final int MAX_OPEN = 32;

  private final List<int[]> batches = new ArrayList<>();
  private final List<int[]> open = new ArrayList<>();
  private final List<long[]> openLoads = new ArrayList<>();

  private PushBatches() {}

  /**
   * The pushes.
   *
   * @param all the series of the request
   * @param chosen those that the destination is to keep
   * @param maxBytes the most bytes of uncompressed pprof in one push (push_max_bytes)
   * @return for each push, which series are in it
   */
  static List<int[]> of(List<EncodedSeries> all, int[] chosen, long maxBytes) {
    PushBatches into = new PushBatches();
    for (int series : chosen) {
      into.add(series, all.get(series).plainBytes(), maxBytes);
    }
    for (int i = 0; i < into.open.size(); i++) {
      into.close(i);
    }
    return into.batches;
  }

  private void add(int series, long bytes, long maxBytes) {
    for (int i = 0; i < open.size(); i++) {
      long[] load = openLoads.get(i);
      if (bytes <= maxBytes - load[0]) {
        put(i, series, bytes);
        return;
      }
    }
    if (open.size() == MAX_OPEN) {
      close(0);
      open.remove(0);
      openLoads.remove(0);
    }
    open.add(new int[8]);
    openLoads.add(new long[2]);
    put(open.size() - 1, series, bytes);
  }

  /** A load is the bytes and the number of series of an open push. */
  private void put(int index, int series, long bytes) {
    long[] load = openLoads.get(index);
    int[] push = open.get(index);
    int count = (int) load[1];
    if (count == push.length) {
      push = Arrays.copyOf(push, 2 * count);
      open.set(index, push);
    }
    push[count] = series;
    load[0] += bytes;
    load[1]++;
    if (load[1] == MAX_SERIES) {
      close(index);
      open.remove(index);
      openLoads.remove(index);
    }
  }

  private void close(int index) {
    batches.add(Arrays.copyOf(open.get(index), (int) openLoads.get(index)[1]));
  }
}
