package io.flaregate.phlare.membership.kv;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses after failures in a row: doubled each time up to a limit, and between half and all of
 * that, so that gateways that lost a store together do not come back together. Not thread-safe.
 */
public final class Backoff {
  private final long minNanos;
  private final long maxNanos;
  private final RandomGenerator random;
  private long next;

  /** Pauses between two limits. */
  public Backoff(Duration min, Duration max, RandomGenerator random) {
    this.minNanos = min.toNanos();
    this.maxNanos = max.toNanos();
    this.random = random;
    next = minNanos;
  }

  /** The pause after one more failure, in nanoseconds. */
  public long nextNanos() {
    long pause = next;
    next = Math.min(maxNanos, pause > maxNanos / 2 ? maxNanos : 2 * pause);
    return pause - (long) (pause * 0.5 * random.nextDouble());
  }

  /** It works again: the next pause is the shortest one. */
  public void reset() {
    next = minNanos;
  }
}
