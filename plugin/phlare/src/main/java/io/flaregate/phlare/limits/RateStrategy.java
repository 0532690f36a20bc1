package io.flaregate.phlare.limits;

/** What a tenant's {@code ingestion_rate_mb} is the rate of. */
public enum RateStrategy {
  /** All distributors together: each takes its share. */
  GLOBAL,
  /** Each distributor. */
  LOCAL
}
