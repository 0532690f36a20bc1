package io.flaregate.phlare.membership.consul;

/** A token bucket: how long to wait so that no more than so many a second come by. */
final class ChangeRate {
  private static final double NANOS_PER_SECOND = 1e9;

  private final double perSecond;
  private final int burst;
  private double tokens;
  private long lastNanos;

  /**
   * A full bucket.
   *
   * @param perSecond how many a second; 0: any number
   * @param burst how many at once
   */
  ChangeRate(double perSecond, int burst, long nowNanos) {
    this.perSecond = perSecond;
    this.burst = burst;
    tokens = burst;
    lastNanos = nowNanos;
  }

  /** Takes one more and returns the nanoseconds to wait for it; 0 if it may come at once. */
  long takeNanos(long nowNanos) {
    if (perSecond == 0) {
      return 0;
    }
    tokens = Math.min(burst, tokens + (nowNanos - lastNanos) / NANOS_PER_SECOND * perSecond);
    lastNanos = nowNanos;
    tokens--;
    return tokens >= 0 ? 0 : (long) (-tokens / perSecond * NANOS_PER_SECOND);
  }
}
