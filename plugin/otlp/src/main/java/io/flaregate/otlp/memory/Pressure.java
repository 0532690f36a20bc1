package io.flaregate.otlp.memory;

import java.time.Duration;

/**
 * Whether memory is short, decided anew by each reading. Not thread-safe.
 *
 * <p>What counts is what the heap held after it was last collected, never more than it holds now,
 * and direct memory. A figure of the heap is old until the next collection, and while everything is
 * refused there may be none, since little is allocated. So a figure that keeps requests out is
 * believed for a time only; after that they are let in until a collection gives the next one. The
 * collector is never called.
 */
final class Pressure {
  /** How long a figure keeps requests out; the longest pause of the Collector's own collections. */
  static final Duration TRUST = Duration.ofSeconds(30);

  private static final long NO_FIGURE = -1;

  private final MemoryLimits limits;
  private long figure = NO_FIGURE;
  private long refusedSinceNanos;
  private boolean trusted = true;
  private Level level = Level.NORMAL;
  private long usedBytes;

  /** How much memory is in use. */
  enum Level {
    /** Below the soft limit. */
    NORMAL,
    /** Above the soft limit. */
    SOFT,
    /** Above the hard limit. */
    HARD
  }

  Pressure(MemoryLimits limits) {
    this.limits = limits;
  }

  /**
   * Takes a reading.
   *
   * @param nowNanos a monotonic clock
   * @return how much is in use by it
   */
  Level update(MemoryReading reading, long nowNanos) {
    if (reading.heapAfterGcBytes() != figure) {
      figure = reading.heapAfterGcBytes();
      refusedSinceNanos = nowNanos;
      trusted = true;
    }
    if (level == Level.NORMAL) {
      refusedSinceNanos = nowNanos;
    } else if (nowNanos - refusedSinceNanos >= TRUST.toNanos()) {
      trusted = false;
    }
    long heap = trusted ? Math.min(reading.heapAfterGcBytes(), reading.heapNowBytes()) : 0;
    usedBytes = heap + reading.directBytes();
    level = levelOf(usedBytes);
    return level;
  }

  private Level levelOf(long bytes) {
    if (bytes > limits.hardBytes()) {
      return Level.HARD;
    }
    return bytes > limits.softBytes() ? Level.SOFT : Level.NORMAL;
  }

  /** What is in use by the last reading. */
  long usedBytes() {
    return usedBytes;
  }
}
