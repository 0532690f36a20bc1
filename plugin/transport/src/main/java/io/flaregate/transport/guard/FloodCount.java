package io.flaregate.transport.guard;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Counts frames of one connection that cost the server more than their sender, in windows of 30
 * seconds. Not thread-safe: a connection has one event loop.
 */
final class FloodCount {
  static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Map<EndReason, Integer> counts = new EnumMap<>(EndReason.class);
  private long windowStart;

  FloodCount(long nowNanos) {
    windowStart = nowNanos;
  }

  /**
   * How many of a kind a window may have. Honest clients send one or two SETTINGS and a PING every
   * few seconds; streams are given up by dozens when a client stops.
   */
  static int limit(EndReason reason) {
    return switch (reason) {
      case SETTINGS_FLOOD, EMPTY_DATA_FLOOD -> 100;
      default -> 400;
    };
  }

  /** Counts a frame; tells whether there are too many of its kind now. */
  boolean add(EndReason reason, long nowNanos) {
    if (nowNanos - windowStart > WINDOW_NANOS) {
      windowStart = nowNanos;
      counts.clear();
    }
    return counts.merge(reason, 1, Integer::sum) > limit(reason);
  }

  /** What there was most of in this window, if more than one frame; else null. */
  @Nullable EndReason most() {
    EndReason most = null;
    int times = 1; // every connection begins with SETTINGS
    for (Map.Entry<EndReason, Integer> count : counts.entrySet()) {
      if (count.getValue() > times) {
        times = count.getValue();
        most = count.getKey();
      }
    }
    return most;
  }
}
