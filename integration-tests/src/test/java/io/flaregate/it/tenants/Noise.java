package io.flaregate.it.tenants;

import java.util.Locale;

/** What a noisy tenant does. */
enum Noise {
  /** Every series lands on the same three ingesters: its labels are chosen by their tokens. */
  SAME_SET("ingestion_rate_mb: 4, ingestion_burst_size_mb: 4", 5),
  /** Sends ten times what its rate lets in. */
  OVER_RATE("ingestion_rate_mb: 0.1, ingestion_burst_size_mb: 0.2", 20),
  /** A hundred thousand values of a label, each with a scope and a type of profile of its own. */
  MANY_LABELS("ingestion_rate_mb: 4, ingestion_burst_size_mb: 4", 2);

  private final String limits;
  private final int requestsPerSecond;

  Noise(String limits, int requestsPerSecond) {
    this.limits = limits;
    this.requestsPerSecond = requestsPerSecond;
  }

  /** Its tenant. */
  String tenant() {
    return "noisy-" + name().toLowerCase(Locale.ROOT);
  }

  /** The tenant's limits, as YAML. */
  String limits() {
    return limits;
  }

  /** How many requests it sends in a second. */
  int requestsPerSecond() {
    return requestsPerSecond;
  }
}
