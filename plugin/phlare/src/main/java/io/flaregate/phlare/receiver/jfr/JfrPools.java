package io.flaregate.phlare.receiver.jfr;

import io.flaregate.profiles.merge.IntColumn;
import io.flaregate.profiles.merge.LongColumn;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Where the entries of a chunk's pools of values lie. Nothing of them is kept but that. */
final class JfrPools {
  private static final int MAX_CHECKPOINTS = 100_000;
  private static final int MAX_ENTRIES = 1 << 20;
  private static final int NONE = -1;

  private final Map<Long, Pool> pools = new HashMap<>();
  private int entries;

  private JfrPools() {}

  /** Entries of one type, by their numbers. */
  private static final class Pool {
    final LongColumn ids = new LongColumn();
    final IntColumn positions = new IntColumn();
    long[] sorted = {};

    /** Numbers with places, sorted by number; looked up once all are there. */
    int find(long id) {
      if (sorted.length != ids.size()) {
        sort();
      }
      int low = Arrays.binarySearch(sorted, id);
      return low < 0 ? NONE : positions.get(low);
    }

    private void sort() {
      Integer[] order = new Integer[ids.size()];
      Arrays.setAll(order, i -> i);
      Arrays.sort(order, (one, other) -> Long.compare(ids.get(one), ids.get(other)));
      int[] moved = new int[order.length];
      sorted = new long[order.length];
      for (int i = 0; i < order.length; i++) {
        sorted[i] = ids.get(order[i]);
        moved[i] = positions.get(order[i]);
      }
      for (int i = 0; i < moved.length; i++) {
        positions.set(i, moved[i]);
      }
    }
  }

  /**
   * Finds the entries of all pools of a chunk.
   *
   * @param first where its last checkpoint lies, from which each tells of the one before
   */
  static JfrPools read(JfrBytes in, JfrTypes types, long first) throws MalformedJfrException {
    JfrPools pools = new JfrPools();
    long at = first;
    long after = Long.MAX_VALUE;
    for (int i = 0; i < MAX_CHECKPOINTS; i++) {
      long size = in.enterEvent(at);
      if (at + size > after) {
        throw new MalformedJfrException("checkpoints overlap at byte " + at);
      }
      after = at;
      for (int part = 0; part < 3; part++) {
        // Type, start, duration.
        in.varlong();
      }
      long delta = in.varlong();
      in.octet();
      pools.checkpoint(in, types);
      if (delta == 0) {
        return pools;
      }
      // Each lies before the last: else this would not end.
      if (delta > 0 || at + delta < 0) {
        throw new MalformedJfrException("a checkpoint is said to lie at byte " + (at + delta));
      }
      at += delta;
    }
    throw new MalformedJfrException("it has more than " + MAX_CHECKPOINTS + " checkpoints");
  }

  private void checkpoint(JfrBytes in, JfrTypes types) throws MalformedJfrException {
    for (int left = in.count(); left > 0; left--) {
      JfrTypes.Type type = types.of(in.varlong());
      Pool pool = pools.computeIfAbsent(type.id, any -> new Pool());
      for (int i = in.count(); i > 0; i--) {
        if (++entries > MAX_ENTRIES) {
          throw new MalformedJfrException(
              "the pools of a chunk have more than " + MAX_ENTRIES + " entries");
        }
        pool.ids.add(in.varlong());
        pool.positions.add(in.position());
        types.skip(in, type);
      }
    }
  }

  /** Where an entry lies; −1 if there is none. */
  int find(long type, long id) {
    Pool pool = pools.get(type);
    return pool == null ? NONE : pool.find(id);
  }
}
