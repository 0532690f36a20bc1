package io.flaregate.transport.answer;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;

/** The header {@code Retry-After} (RFC 9110, section 10.2.3): seconds, or a date. */
public final class RetryAfter {
  /** A longer delay is taken for this one. */
  public static final Duration MAX = Duration.ofHours(1);

  private RetryAfter() {}

  /**
   * The delay that a header asks for.
   *
   * @param fallback what holds if it cannot be read
   */
  public static Duration parse(String text, Instant now, Duration fallback) {
    Duration delay;
    try {
      delay =
          text.matches("\\d{1,9}") ? Duration.ofSeconds(Long.parseLong(text)) : until(text, now);
    } catch (DateTimeException e) {
      return fallback;
    }
    if (delay.isNegative()) {
      return Duration.ZERO;
    }
    return delay.compareTo(MAX) > 0 ? MAX : delay;
  }

  private static Duration until(String date, Instant now) {
    return Duration.between(now, DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from));
  }
}
