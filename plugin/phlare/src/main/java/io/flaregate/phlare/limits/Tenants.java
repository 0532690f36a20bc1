package io.flaregate.phlare.limits;

import static java.util.Objects.requireNonNull;

import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * The tenants of one gateway: the limits of each as they are now, and what each has used of its
 * rate. Shared by all components that enforce limits. Thread-safe; reading limits takes no lock.
 */
public final class Tenants {
  private static final double NANOS_PER_SECOND = 1e9;

  private final LongSupplier nanoTime;
  private final DistributorCount distributors;
  private final TenantRates rates;
  private final TenantMap<TokenBucket> samplers = new TenantMap<>();
  private volatile LimitsSnapshot snapshot;

  /**
   * Tenants with limits.
   *
   * @param strategy whether rates are those of all distributors together
   * @param nanoTime a monotonic clock, {@link System#nanoTime} outside tests
   */
  public Tenants(LimitsSnapshot snapshot, RateStrategy strategy, LongSupplier nanoTime) {
    this.snapshot = requireNonNull(snapshot, "snapshot is null");
    this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
    distributors = new DistributorCount(nanoTime);
    IntSupplier divisor = strategy == RateStrategy.GLOBAL ? distributors : () -> 1;
    rates = new TenantRates(nanoTime, divisor);
  }

  /** Tenants that all have the same limits, with rates of this process alone. */
  public static Tenants of(LimitsConfig limits, LongSupplier nanoTime) {
    return new Tenants(LimitsSnapshot.of(limits), RateStrategy.LOCAL, nanoTime);
  }

  /** The limits of a tenant as they are now; those of one request are asked for once. */
  public TenantLimits limits(String tenant) {
    return snapshot.of(tenant);
  }

  /** The limits of all tenants as they are now. */
  public LimitsSnapshot snapshot() {
    return snapshot;
  }

  /** Puts other limits in force, all at once. */
  public void replace(LimitsSnapshot next) {
    snapshot = requireNonNull(next, "next is null");
  }

  /** What tenants have used of their rates. */
  public TenantRates rates() {
    return rates;
  }

  /** How many distributors there are; a ring tells by {@link DistributorCount#follow}. */
  public DistributorCount distributors() {
    return distributors;
  }

  /** Whether one more request of a tenant is let through though its quota is used up. */
  public boolean letsThrough(String tenant, IngestionSamplingConfig sampling) {
    int count = sampling.numRequests();
    if (count == 0) {
      return false;
    }
    double perSecond = count * NANOS_PER_SECOND / sampling.period().toNanos();
    long now = nanoTime.getAsLong();
    synchronized (samplers) {
      TokenBucket bucket =
          samplers.computeIfAbsent(tenant, any -> new TokenBucket(perSecond, count, now));
      bucket.change(perSecond, count, now);
      return bucket.take(1, now) == 0;
    }
  }
}
