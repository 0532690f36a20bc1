package io.flaregate.otlp.config;

import io.flaregate.spi.config.Problems;
import io.flaregate.transport.net.Endpoint;
import java.time.Duration;

/** Rules that several keys share. */
final class Rules {
  private Rules() {}

  static void endpoint(Problems problems, String text) {
    try {
      Endpoint.parse(text);
    } catch (IllegalArgumentException e) {
      problems.error("endpoint", String.valueOf(e.getMessage()));
    }
  }

  static void between(Problems problems, String key, long value, long least, long most) {
    if (value < least || value > most) {
      problems.error(key, "is " + value + "; it must be between " + least + " and " + most);
    }
  }

  static void notNegative(Problems problems, String key, Duration duration) {
    if (duration.isNegative()) {
      problems.error(key, "is " + duration + "; a time must not be negative");
    }
  }
}
