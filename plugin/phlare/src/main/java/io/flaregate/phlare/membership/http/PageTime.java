package io.flaregate.phlare.membership.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.regex.Pattern;

/**
 * Times on ring pages. They are written as RFC 3339; pages of other ages have seconds or
 * milliseconds since 1970, or what Go prints: {@code 2006-01-02 15:04:05.9 +0000 UTC}.
 */
final class PageTime {
  /** In seconds this would be the year 5138, in milliseconds 1973. */
  private static final long FIRST_MILLIS = 100_000_000_000L;

  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}");
  private static final DateTimeFormatter GO =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendLiteral(' ')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .appendPattern(" xx")
          .toFormatter();

  private PageTime() {}

  /**
   * The value that the parser is at, in seconds since 1970; 0 for none, as for Go's zero time.
   *
   * @throws IOException if it is not a time
   */
  static long read(JsonParser json) throws IOException {
    JsonToken token = json.currentToken();
    if (token == JsonToken.VALUE_NULL) {
      return 0;
    }
    if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
      return ofNumber((long) json.getDoubleValue());
    }
    if (token == JsonToken.VALUE_STRING) {
      return parse(json.getText());
    }
    throw new IOException("a time is " + token);
  }

  private static long ofNumber(long number) {
    return Math.max(0, number >= FIRST_MILLIS ? number / 1000 : number);
  }

  private static long parse(String text) throws IOException {
    if (text.isEmpty()) {
      return 0;
    }
    if (NUMBER.matcher(text).matches()) {
      return ofNumber(Long.parseLong(text));
    }
    try {
      return ofText(text);
    } catch (DateTimeException e) {
      throw new IOException("not a time: \"" + text.substring(0, Math.min(40, text.length())), e);
    }
  }

  private static long ofText(String text) {
    // What Go prints ends with the zone's name.
    int end = text.lastIndexOf(' ');
    OffsetDateTime time =
        end < 0 ? OffsetDateTime.parse(text) : OffsetDateTime.parse(text.substring(0, end), GO);
    return Math.max(0, time.toEpochSecond());
  }
}
