package io.flaregate.phlare.limits;

/** A token bucket over bytes. Exact to the nanosecond; not thread-safe. */
final class TokenBucket {
  // Only the time at which the bucket will be full again is kept: taking bytes moves it on by the
  // time that they take to refill, and they may be taken while it stays within the time that the
  // whole burst takes. So there is nothing to refill and no fraction to lose.

  private static final double NANOS_PER_SECOND = 1e9;

  /** Far beyond any time that matters, with room for additions. */
  private static final double MAX_NANOS = 2e18;

  private final double nanosPerByte;
  private final long burstNanos;
  private long fullAtNanos;

  /**
   * A full bucket.
   *
   * @param nowNanos a reading of a monotonic clock
   */
  TokenBucket(long bytesPerSecond, long burstBytes, long nowNanos) {
    nanosPerByte = NANOS_PER_SECOND / bytesPerSecond;
    burstNanos = nanos(burstBytes);
    fullAtNanos = nowNanos;
  }

  private long nanos(long bytes) {
    return (long) Math.min(Math.ceil(bytes * nanosPerByte), MAX_NANOS);
  }

  /**
   * Takes bytes that are no more than the burst.
   *
   * @return 0 if they were taken, else after how many nanoseconds they can be
   */
  long take(long bytes, long nowNanos) {
    long missing = Math.max(fullAtNanos - nowNanos, 0) + nanos(bytes) - burstNanos;
    if (missing > 0) {
      return missing;
    }
    fullAtNanos = Math.max(fullAtNanos - nowNanos, 0) + nowNanos + nanos(bytes);
    return 0;
  }

  /** Gives bytes back that were taken and not used. */
  void giveBack(long bytes) {
    fullAtNanos -= nanos(bytes);
  }
}
