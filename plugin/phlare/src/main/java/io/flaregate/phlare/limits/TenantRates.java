package io.flaregate.phlare.limits;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A token bucket for each tenant, on the uncompressed bytes of its requests. Remembers the {@value
 * #MAX_TENANTS} tenants that sent last; one that comes again after that finds its bucket full.
 * Thread-safe.
 */
public final class TenantRates {
  /** How many tenants are remembered. */
  public static final int MAX_TENANTS = 10_000;

  private final long bytesPerSecond;
  private final long burstBytes;
  private final LongSupplier nanoTime;
  private final Map<String, TokenBucket> buckets = new LruMap();

  /**
   * Buckets with the rate and burst of the limits.
   *
   * @param nanoTime a monotonic clock, {@link System#nanoTime} outside tests
   */
  public TenantRates(LimitsConfig limits, LongSupplier nanoTime) {
    this.bytesPerSecond = limits.ingestionBytesPerSecond();
    this.burstBytes = limits.ingestionBurstBytes();
    this.nanoTime = nanoTime;
  }

  /** Whether there is a limit at all. */
  public boolean isLimited() {
    return bytesPerSecond > 0 && burstBytes > 0;
  }

  /** The largest number of bytes that can be taken at once. */
  public long burstBytes() {
    return burstBytes;
  }

  /** Bytes that come back per second. */
  public long bytesPerSecond() {
    return bytesPerSecond;
  }

  /**
   * Takes bytes from a tenant's bucket.
   *
   * @return 0 if they were taken, else after how many nanoseconds they can be
   * @throws IllegalArgumentException if they are more than the burst: they never can be
   */
  public long take(String tenant, long bytes) {
    if (!isLimited()) {
      return 0;
    }
    if (bytes > burstBytes) {
      throw new IllegalArgumentException(bytes + " bytes of a burst of " + burstBytes);
    }
    long now = nanoTime.getAsLong();
    synchronized (buckets) {
      return buckets
          .computeIfAbsent(tenant, any -> new TokenBucket(bytesPerSecond, burstBytes, now))
          .take(bytes, now);
    }
  }

  /** Gives bytes back, since the sender was told to send them again. */
  public void giveBack(String tenant, long bytes) {
    synchronized (buckets) {
      TokenBucket bucket = buckets.get(tenant);
      if (bucket != null) {
        bucket.giveBack(bytes);
      }
    }
  }

  private static final class LruMap extends LinkedHashMap<String, TokenBucket> {
    private static final long serialVersionUID = 1L;

    LruMap() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, TokenBucket> eldest) {
      return size() > MAX_TENANTS;
    }
  }
}
