package io.flaregate.otlp.config;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Durations;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import java.time.Duration;

/**
 * When a request that may be sent again is sent again: the Collector's retry_on_failure. The
 * deadline of whoever waits for the answer comes first.
 *
 * @param enabled whether to try again
 * @param initialInterval the pause after the first failure
 * @param randomizationFactor each pause is longer or shorter by up to this part of it
 * @param multiplier how much longer each pause is than the one before
 * @param maxInterval no pause is longer, but for its randomness and what the server asks for
 * @param maxElapsedTime how long a request is tried; 0: as long as its sender waits
 */
public record RetryOnFailure(
    @Description("Whether to try again while the sender waits.") boolean enabled,
    @Description("The pause after the first failure.") Duration initialInterval,
    @Description("Each pause is longer or shorter by up to this part of it.")
        double randomizationFactor,
    @Description("How much longer each pause is than the one before.") double multiplier,
    @Description("The longest pause.") Duration maxInterval,
    @Description("How long a request is tried; 0: as long as its sender waits.")
        Duration maxElapsedTime)
    implements Validated {
  public RetryOnFailure {
    requireNonNull(initialInterval, "initialInterval is null");
    requireNonNull(maxInterval, "maxInterval is null");
    requireNonNull(maxElapsedTime, "maxElapsedTime is null");
  }

  /** The Collector's defaults. */
  public static RetryOnFailure defaults() {
    return new RetryOnFailure(
        true, Duration.ofSeconds(5), 0.5, 1.5, Duration.ofSeconds(30), Duration.ofMinutes(5));
  }

  @Override
  public void validate(Problems problems) {
    ExportRules.positive(problems, "initial_interval", initialInterval);
    if (!(randomizationFactor >= 0 && randomizationFactor <= 1)) {
      problems.error("randomization_factor", "is " + randomizationFactor + ", must be 0 to 1");
    }
    if (!(multiplier >= 1 && multiplier <= 100)) {
      problems.error("multiplier", "is " + multiplier + ", must be 1 to 100");
    }
    if (maxInterval.compareTo(initialInterval) < 0) {
      problems.error(
          "max_interval",
          "is "
              + Durations.format(maxInterval)
              + ", less than initial_interval: "
              + Durations.format(initialInterval));
    }
    if (maxElapsedTime.isNegative()) {
      problems.error(
          "max_elapsed_time", "is " + Durations.format(maxElapsedTime) + ", must be 0 or more");
    }
  }
}
