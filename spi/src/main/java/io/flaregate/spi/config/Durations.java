package io.flaregate.spi.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as Go writes them ({@code time.ParseDuration}): {@code 1m30s}, {@code 200ms}, {@code
 * 1.5h}, {@code 0}. Beyond Go, {@code d}, {@code w} and {@code y} are understood, as in the limits
 * of Pyroscope: 24 hours, 7 days, 365 days.
 */
public final class Durations {
  private static final int MAX_LENGTH = 64;
  private static final Pattern PART = Pattern.compile("([0-9]+\\.?[0-9]*|\\.[0-9]+)([a-zµμ]+)");
  private static final long SECOND = 1_000_000_000L;
  private static final Map<String, Long> UNIT_NANOS =
      Map.ofEntries(
          Map.entry("ns", 1L),
          Map.entry("us", 1_000L),
          Map.entry("µs", 1_000L),
          Map.entry("μs", 1_000L),
          Map.entry("ms", 1_000_000L),
          Map.entry("s", SECOND),
          Map.entry("m", 60 * SECOND),
          Map.entry("h", 3_600 * SECOND),
          Map.entry("d", 86_400 * SECOND),
          Map.entry("w", 7 * 86_400 * SECOND),
          Map.entry("y", 365 * 86_400 * SECOND));
  private static final BigDecimal MAX_NANOS = BigDecimal.valueOf(Long.MAX_VALUE);

  private Durations() {}

  /**
   * Reads a duration.
   *
   * @throws IllegalArgumentException if the text is none, or lies beyond 292 years
   */
  public static Duration parse(String text) {
    boolean signed = text.startsWith("-") || text.startsWith("+");
    String digits = signed ? text.substring(1) : text;
    if (digits.equals("0")) {
      return Duration.ZERO;
    }
    if (digits.isEmpty() || digits.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("not a duration");
    }
    long nanos = nanos(digits);
    return Duration.ofNanos(text.startsWith("-") ? -nanos : nanos);
  }

  private static long nanos(String digits) {
    Matcher part = PART.matcher(digits);
    BigDecimal sum = BigDecimal.ZERO;
    int at = 0;
    while (at < digits.length() && part.find(at) && part.start() == at) {
      Long unit = UNIT_NANOS.get(part.group(2));
      if (unit == null) {
        throw new IllegalArgumentException("no unit " + part.group(2));
      }
      sum = sum.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit)));
      at = part.end();
    }
    if (at < digits.length()) {
      throw new IllegalArgumentException("not a duration");
    }
    if (sum.compareTo(MAX_NANOS) > 0) {
      throw new IllegalArgumentException("longer than 292 years");
    }
    return sum.longValue();
  }

  /** Writes a duration in the shortest such form: {@code 1m30s}, {@code 1h}, {@code 1.5s}. */
  public static String format(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    if (duration.isNegative()) {
      return "-" + format(duration.negated());
    }
    if (duration.toSeconds() == 0) {
      return fraction(duration.toNanos());
    }
    long hours = duration.toHours();
    int minutes = duration.toMinutesPart();
    BigDecimal seconds =
        BigDecimal.valueOf(duration.toSecondsPart())
            .add(BigDecimal.valueOf(duration.toNanosPart(), 9));
    return (hours == 0 ? "" : hours + "h")
        + (minutes == 0 ? "" : minutes + "m")
        + (seconds.signum() == 0 ? "" : plain(seconds) + "s");
  }

  private static String fraction(long nanos) {
    if (nanos < 1_000) {
      return nanos + "ns";
    }
    return nanos < 1_000_000
        ? plain(BigDecimal.valueOf(nanos, 3)) + "us"
        : plain(BigDecimal.valueOf(nanos, 6)) + "ms";
  }

  private static String plain(BigDecimal number) {
    return number.stripTrailingZeros().toPlainString();
  }
}
