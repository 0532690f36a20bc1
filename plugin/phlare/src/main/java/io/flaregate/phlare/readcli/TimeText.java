package io.flaregate.phlare.readcli;

import io.flaregate.spi.config.Durations;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Points in time as people write them. */
final class TimeText {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}(\\.[0-9]{1,9})?");
  private static final Pattern NOW = Pattern.compile("now(?:([-+])(.+))?");

  /**
   * From this many digits on a number is of milliseconds: seconds have so many in the year 5138.
   */
  private static final int MILLIS_DIGITS = 12;

  private TimeText() {}

  /**
   * Reads a time.
   *
   * @param text {@code now}, {@code now-1h30m}, RFC 3339, or seconds since 1970; a number of 12
   *     digits or more is of milliseconds
   * @return milliseconds since 1970
   * @throws IllegalArgumentException if it is something else
   */
  static long millis(String text, long nowMillis) {
    Matcher now = NOW.matcher(text);
    if (now.matches()) {
      return now.group(2) == null ? nowMillis : moved(text, nowMillis, now);
    }
    if (NUMBER.matcher(text).matches()) {
      BigDecimal number = new BigDecimal(text);
      boolean millis = number.toBigInteger().toString().length() >= MILLIS_DIGITS;
      return (millis ? number : number.movePointRight(3)).longValue();
    }
    try {
      return OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw wrong(text, e);
    }
  }

  private static long moved(String text, long nowMillis, Matcher now) {
    try {
      long span = Durations.parse(now.group(2)).toMillis();
      if (span >= 0 && Character.isDigit(now.group(2).charAt(0))) {
        return now.group(1).equals("-") ? nowMillis - span : Math.addExact(nowMillis, span);
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw wrong(text, e);
    }
    throw wrong(text, null);
  }

  private static IllegalArgumentException wrong(
      String text, @org.jspecify.annotations.Nullable Exception cause) {
    return new IllegalArgumentException(
        "\""
            + text
            + "\" is no time: expected now, now-1h, 2026-01-02T15:04:05Z, or seconds since 1970",
        cause);
  }
}
