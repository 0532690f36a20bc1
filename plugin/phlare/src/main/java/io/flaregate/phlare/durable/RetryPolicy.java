package io.flaregate.phlare.durable;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When to try again: the Collector's retry_on_failure.
 *
 * @param initial the pause after the first failure
 * @param randomization each pause is made longer or shorter by up to this part of it
 * @param multiplier how much longer each pause is than the one before
 * @param longest no pause is longer, but for its randomness
 * @param maxElapsed how long after it came a series is given up; zero: never
 */
public record RetryPolicy(
    Duration initial,
    double randomization,
    double multiplier,
    Duration longest,
    Duration maxElapsed) {
  public RetryPolicy {
    requireNonNull(initial, "initial is null");
    requireNonNull(longest, "longest is null");
    requireNonNull(maxElapsed, "maxElapsed is null");
  }

  /** The pause after so many failures in a row, in nanoseconds. */
  long pauseNanos(int failures, RandomGenerator random) {
    double pause = initial.toNanos() * Math.pow(multiplier, Math.max(0, failures - 1));
    double bounded = Math.min(pause, (double) longest.toNanos());
    return (long) (bounded * (1 + randomization * (2 * random.nextDouble() - 1)));
  }

  /** Whether something that came then is given up now. */
  boolean isExpired(long acceptedUnixMillis, long nowUnixMillis) {
    return !maxElapsed.isZero() && nowUnixMillis - acceptedUnixMillis >= maxElapsed.toMillis();
  }
}
