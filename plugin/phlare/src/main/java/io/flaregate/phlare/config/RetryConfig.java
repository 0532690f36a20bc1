package io.flaregate.phlare.config;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Durations;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import java.time.Duration;

/**
 * When deliveries from the write-ahead log are tried again: the Collector's retry_on_failure, with
 * its names and defaults but for {@code max_elapsed_time}, which is 5m there: it gives up after
 * that time, and what was acknowledged is not to be given up.
 *
 * @param enabled whether to try again
 * @param initialInterval the pause after the first failure
 * @param randomizationFactor each pause is longer or shorter by up to this part of it
 * @param multiplier how much longer each pause is than the one before
 * @param maxInterval no pause is longer, but for its randomness
 * @param maxElapsedTime how long after it came a series becomes a dead letter; 0: never
 */
public record RetryConfig(
    @Description("Whether to try again; must be true with ack: durable.") boolean enabled,
    @Description("The pause after the first failure.") Duration initialInterval,
    @Description("Each pause is longer or shorter by up to this part of it.")
        double randomizationFactor,
    @Description("How much longer each pause is than the one before.") double multiplier,
    @Description("The longest pause.") Duration maxInterval,
    @Description("After this time a series becomes a dead letter; 0: it is tried for ever.")
        Duration maxElapsedTime)
    implements Validated {
  public RetryConfig {
    requireNonNull(initialInterval, "initialInterval is null");
    requireNonNull(maxInterval, "maxInterval is null");
    requireNonNull(maxElapsedTime, "maxElapsedTime is null");
  }

  /** The Collector's defaults, and no end. */
  public static RetryConfig defaults() {
    return new RetryConfig(
        true, Duration.ofSeconds(5), 0.5, 1.5, Duration.ofSeconds(30), Duration.ZERO);
  }

  @Override
  public void validate(Problems problems) {
    if (initialInterval.isNegative() || initialInterval.isZero()) {
      problems.error(
          "initial_interval", "is " + Durations.format(initialInterval) + ", must be more than 0");
    }
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
