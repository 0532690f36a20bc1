package io.flaregate.ingester.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Points in time as people write them in a query. */
final class TimeText {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");
  private static final Pattern NOW = Pattern.compile("now(?:-([0-9]{1,9})(ms|s|m|h|d))?");

  private TimeText() {}

  /**
   * Reads a time.
   *
   * @param text milliseconds since 1970, {@code now}, or {@code now-1h} (units: ms s m h d)
   * @param name the parameter's name, for messages
   * @return milliseconds since 1970
   * @throws IllegalArgumentException if it is something else
   */
  static long parse(String text, String name, long nowMillis) {
    if (NUMBER.matcher(text).matches()) {
      return Long.parseLong(text);
    }
    Matcher now = NOW.matcher(text);
    if (!now.matches()) {
      throw new IllegalArgumentException(
          name
              + " \""
              + text
              + "\" is neither milliseconds since 1970 nor now, now-30s, now-15m, now-1h, now-7d");
    }
    String count = now.group(1);
    return count == null ? nowMillis : nowMillis - Long.parseLong(count) * unitMillis(now.group(2));
  }

  private static long unitMillis(String unit) {
    return switch (unit) {
      case "ms" -> 1;
      case "s" -> 1_000;
      case "m" -> 60_000;
      case "h" -> 3_600_000;
      default -> 86_400_000;
    };
  }
}
