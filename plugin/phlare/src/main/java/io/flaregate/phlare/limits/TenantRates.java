package io.flaregate.phlare.limits;

import static java.util.Objects.requireNonNull;

import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * A token bucket for each tenant, on the uncompressed bytes of its requests. Remembers the {@value
 * TenantMap#MAX_TENANTS} tenants that sent last; one that comes again after that finds its bucket
 * full. When a tenant's limits or the number of distributors change, its bucket keeps what is
 * missing in it. Thread-safe.
 */
public final class TenantRates {
  private final LongSupplier nanoTime;
  private final IntSupplier distributors;
  private final TenantMap<TokenBucket> buckets = new TenantMap<>();

  /**
   * Buckets for tenants.
   *
   * @param nanoTime a monotonic clock, {@link System#nanoTime} outside tests
   * @param distributors how many share a tenant's rate, at least 1; must be quick
   */
  public TenantRates(LongSupplier nanoTime, IntSupplier distributors) {
    this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
    this.distributors = requireNonNull(distributors, "distributors is null");
  }

  /** Whether limits set a rate at all. */
  public static boolean isLimited(LimitsConfig limits) {
    return limits.ingestionBytesPerSecond() > 0 && limits.ingestionBurstBytes() > 0;
  }

  /** How many distributors share the rates now. */
  public int distributors() {
    return Math.max(1, distributors.getAsInt());
  }

  /** Bytes that come back per second here. */
  public double bytesPerSecond(LimitsConfig limits) {
    return limits.ingestionBytesPerSecond() / (double) distributors();
  }

  /**
   * Takes bytes from a tenant's bucket.
   *
   * @param limits the tenant's limits as they are now
   * @return 0 if they were taken, else after how many nanoseconds they can be
   * @throws IllegalArgumentException if they are more than the burst: they never can be
   */
  public long take(String tenant, long bytes, LimitsConfig limits) {
    if (!isLimited(limits)) {
      return 0;
    }
    long burst = limits.ingestionBurstBytes();
    if (bytes > burst) {
      throw new IllegalArgumentException(bytes + " bytes of a burst of " + burst);
    }
    double rate = bytesPerSecond(limits);
    long now = nanoTime.getAsLong();
    synchronized (buckets) {
      TokenBucket bucket =
          buckets.computeIfAbsent(tenant, any -> new TokenBucket(rate, (double) burst, now));
      bucket.change(rate, (double) burst, now);
      return bucket.take((double) bytes, now);
    }
  }

  /** Gives bytes back, since the sender was told to send them again. */
  public void giveBack(String tenant, long bytes) {
    synchronized (buckets) {
      TokenBucket bucket = buckets.get(tenant);
      if (bucket != null) {
        bucket.giveBack((double) bytes);
      }
    }
  }
}
