package io.flaregate.phlare.limits;

/**
 * A token bucket over bytes (or anything else that is counted). Exact to the nanosecond; not
 * thread-safe.
 */
final class TokenBucket {
  // Only the time at which the bucket will be full again is kept: taking tokens moves it on by the
  // time that they take to refill, and they may be taken while it stays within the time that the
  // whole burst takes. So there is nothing to refill and no fraction to lose. A change of the rate
  // keeps the number of tokens that are missing.

  private static final double NANOS_PER_SECOND = 1e9;

  /** Far beyond any time that matters, with room for additions. */
  private static final double MAX_NANOS = 2e18;

  private double nanosPerToken;
  private long burstNanos;
  private double burst;
  private long fullAtNanos;

  /**
   * A full bucket.
   *
   * @param perSecond how many tokens come back in a second
   * @param nowNanos a reading of a monotonic clock
   */
  TokenBucket(double perSecond, double burst, long nowNanos) {
    nanosPerToken = NANOS_PER_SECOND / perSecond;
    this.burst = burst;
    burstNanos = nanos(burst);
    fullAtNanos = nowNanos;
  }

  private long nanos(double tokens) {
    return (long) Math.min(Math.ceil(tokens * nanosPerToken), MAX_NANOS);
  }

  /** Goes on with another rate or burst; what is missing stays missing. */
  void change(double perSecond, double newBurst, long nowNanos) {
    double nanosPerTokenNow = NANOS_PER_SECOND / perSecond;
    if (nanosPerTokenNow == nanosPerToken && newBurst == burst) {
      return;
    }
    double missing = Math.max(fullAtNanos - nowNanos, 0) / nanosPerToken;
    nanosPerToken = nanosPerTokenNow;
    burst = newBurst;
    burstNanos = nanos(newBurst);
    fullAtNanos = nowNanos + nanos(Math.min(missing, newBurst));
  }

  /**
   * Takes tokens that are no more than the burst.
   *
   * @return 0 if they were taken, else after how many nanoseconds they can be
   */
  long take(double tokens, long nowNanos) {
    long missing = Math.max(fullAtNanos - nowNanos, 0) + nanos(tokens) - burstNanos;
    if (missing > 0) {
      return missing;
    }
    fullAtNanos = Math.max(fullAtNanos - nowNanos, 0) + nowNanos + nanos(tokens);
    return 0;
  }

  /** Gives tokens back that were taken and not used. */
  void giveBack(double tokens) {
    fullAtNanos -= nanos(tokens);
  }
}
