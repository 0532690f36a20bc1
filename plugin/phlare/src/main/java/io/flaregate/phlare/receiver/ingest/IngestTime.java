package io.flaregate.phlare.receiver.ingest;

import io.flaregate.spi.consumer.Answer;
import io.flaregate.transport.answer.AnswerException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The parameters {@code from} and {@code until}: numbers since 1970, or relative to now. */
final class IngestTime {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,19}");
  private static final Pattern RELATIVE = Pattern.compile("now(?:-([0-9]{1,9})(s|m|min|h|d|w))?");

  // Up to these a number counts seconds, milliseconds, microseconds; beyond, nanoseconds.
  private static final long MAX_SECONDS = 100_000_000_000L;
  private static final long MAX_MILLIS = 100_000_000_000_000L;
  private static final long MAX_MICROS = 100_000_000_000_000_000L;

  private IngestTime() {}

  /**
   * A time in nanoseconds since 1970, never before, so that the time between two can be told.
   *
   * @param text the parameter; null or empty: now
   * @throws AnswerException if it is neither a number nor relative to now
   */
  static long parse(String name, @Nullable String text, long nowNanos) {
    if (text == null || text.isEmpty()) {
      return nowNanos;
    }
    if (NUMBER.matcher(text).matches()) {
      return ofNumber(name, text);
    }
    Matcher relative = RELATIVE.matcher(text);
    if (!relative.matches()) {
      throw invalid(name);
    }
    String amount = relative.group(1);
    return amount == null
        ? nowNanos
        : Math.max(0, nowNanos - nanos(Long.parseLong(amount), String.valueOf(relative.group(2))));
  }

  private static long ofNumber(String name, String text) {
    long number;
    try {
      number = Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw invalid(name);
    }
    if (number < MAX_SECONDS) {
      return TimeUnit.SECONDS.toNanos(number);
    }
    if (number < MAX_MILLIS) {
      return TimeUnit.MILLISECONDS.toNanos(number);
    }
    return number < MAX_MICROS ? TimeUnit.MICROSECONDS.toNanos(number) : number;
  }

  private static long nanos(long amount, String unit) {
    return switch (unit) {
      case "s" -> TimeUnit.SECONDS.toNanos(amount);
      case "m", "min" -> TimeUnit.MINUTES.toNanos(amount);
      case "h" -> TimeUnit.HOURS.toNanos(amount);
      case "d" -> TimeUnit.DAYS.toNanos(amount);
      default -> TimeUnit.DAYS.toNanos(7 * amount);
    };
  }

  private static AnswerException invalid(String name) {
    return new AnswerException(
        Answer.refused(
            Answer.Kind.INVALID,
            "the parameter " + name + " is neither a unix time nor of the form now-1h"));
  }
}
