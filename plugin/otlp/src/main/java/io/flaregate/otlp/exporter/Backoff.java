package io.flaregate.otlp.exporter;

import io.flaregate.otlp.config.RetryOnFailure;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/** The pauses between the attempts of one request: longer and longer, and random. */
final class Backoff {
  private final RetryOnFailure config;
  private final DoubleSupplier random;
  private double nextNanos;

  /**
   * The first pause is to come.
   *
   * @param random gives numbers from 0 to before 1
   */
  Backoff(RetryOnFailure config, DoubleSupplier random) {
    this.config = config;
    this.random = random;
    nextNanos = (double) config.initialInterval().toNanos();
  }

  /**
   * The next pause in nanoseconds.
   *
   * @param asked what the server asks for at least
   */
  long next(Duration asked) {
    double spread = config.randomizationFactor() * (2 * random.getAsDouble() - 1);
    long pause = (long) (nextNanos * (1 + spread));
    nextNanos = Math.min(nextNanos * config.multiplier(), (double) config.maxInterval().toNanos());
    return Math.max(pause, asked.toNanos());
  }
}
