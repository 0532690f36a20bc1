package io.flaregate.phlare.limits;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Durations;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import java.time.Duration;

/**
 * Requests that are let through though a quota is used up, so that a tenant stays visible.
 *
 * @param numRequests how many
 * @param period in which time
 */
public record IngestionSamplingConfig(
    @Description("How many requests are let through.") int numRequests,
    @Description("In which time.") Duration period)
    implements Validated {

  public IngestionSamplingConfig {
    requireNonNull(period, "period is null");
  }

  /** None. */
  public static IngestionSamplingConfig defaults() {
    return new IngestionSamplingConfig(0, Duration.ofMinutes(1));
  }

  @Override
  public void validate(Problems problems) {
    if (numRequests < 0) {
      problems.error("num_requests", "is negative; expected 0 (none) or more");
    }
    if (period.isNegative() || period.isZero()) {
      problems.error("period", "is " + Durations.format(period) + ", must be more than 0");
    }
  }
}
