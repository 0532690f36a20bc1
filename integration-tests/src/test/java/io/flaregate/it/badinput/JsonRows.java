package io.flaregate.it.badinput;

import static io.flaregate.it.badinput.Verdict.INVALID;
import static io.flaregate.it.badinput.Verdict.STORED;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** B7 to B10: JSON, of OTLP and of Connect. */
final class JsonRows {
  private static final String TABLES =
      "\"dictionary\":{\"mappingTable\":[{}],\"functionTable\":[{},{\"nameStrindex\":3}],"
          + "\"locationTable\":[{},{\"lines\":[{\"functionIndex\":1}]}],"
          + "\"stackTable\":[{},{\"locationIndices\":[1]}],\"linkTable\":[{},%s],"
          + "\"attributeTable\":[{}],\"stringTable\":[\"\",\"cpu\",\"nanoseconds\",\"main\"]}";
  private static final String LINK =
      "{\"traceId\":\"0102030405060708090a0B0C0d0e0f10\",\"spanId\":\"a1B2c3D4e5F60718\"}";
  private static final String PROFILE =
      "{\"sampleType\":{\"typeStrindex\":1,\"unitStrindex\":2},\"timeUnixNano\":0,"
          + "\"samples\":[{\"stackIndex\":1,\"linkIndex\":1,\"values\":[%s]}]}";

  private JsonRows() {}

  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (Door door : new Door[] {Door.OTLP_JSON, Door.PUSH_JSON}) {
      rows.addAll(hostile(door));
    }
    rows.addAll(otlp());
    return rows;
  }

  private static Row bad(Door door, String what, String text) {
    return Row.of("B7", what, INVALID).counts("undecodable").text(door, () -> text);
  }

  private static List<Row> hostile(Door door) {
    return List.of(
        bad(door, "1,000,000 brackets", "[".repeat(1_000_000)),
        bad(door, "an unknown value 100,000 deep", "{\"x\":" + "[".repeat(100_000)),
        bad(door, "a number of 1,000,000 digits", "{\"x\":" + "9".repeat(1_000_000) + "}"),
        bad(door, "zeros, which look like UTF-32", "\u0000\u0000\u0000\u0000{}"),
        bad(door, "NaN as a word", "{\"x\":NaN}"),
        bad(door, "a comment", "{/* */}"),
        bad(door, "half an object", "{\"x\":1"),
        bad(door, "a list", "[]"),
        bad(door, "a text", "\"x\""),
        bad(door, "null", "null"),
        bad(door, "something behind the object", "{} {}"),
        Row.of("B7", "bytes that are not UTF-8", INVALID)
            .counts("undecodable")
            .bytes(
                List.of(door), () -> "{\"x\":\"\u00ff\"}".getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static String request(String values, String link, String extra) {
    return "{"
        + TABLES.formatted(link)
        + ",\"resourceProfiles\":[{\"scopeProfiles\":[{\"profiles\":["
        + PROFILE.formatted(values)
        + "]}]}]"
        + extra
        + "}";
  }

  private static Row values(String id, String what, Verdict verdict, String values) {
    Row row = Row.of(id, what, verdict).text(Door.OTLP_JSON, () -> request(values, LINK, ""));
    return verdict == INVALID ? row.counts("undecodable") : row;
  }

  private static Row with(String id, String what, Verdict verdict, String extra) {
    Row row = Row.of(id, what, verdict).text(Door.OTLP_JSON, () -> request("1", LINK, extra));
    return verdict == INVALID ? row.counts("undecodable") : row;
  }

  private static String keys(int count) {
    StringBuilder text = new StringBuilder(",\"unknown\":{\"k\":0");
    for (int i = 0; i < count; i++) {
      text.append(",\"").append(i).append("\":0");
    }
    return text.append('}').toString();
  }

  private static List<Row> otlp() {
    String base64 = Base64.getEncoder().encodeToString(new byte[16]);
    return List.of(
        with("B7", "1,000,000 keys that nobody knows", STORED, keys(1_000_000)),
        with("B7", "a key that nobody knows twice: ignored", STORED, ",\"x\":1,\"x\":2"),
        Row.of("B7", "a key of a push twice", INVALID)
            .counts("undecodable")
            .text(Door.PUSH_JSON, () -> "{\"x\":1,\"x\":2}"),
        with("B7", "a lone surrogate in an unknown field", STORED, ",\"x\":\"\\ud800\""),
        Row.of("B7", "a byte order mark", STORED)
            .text(Door.OTLP_JSON, () -> "\uFEFF" + request("1", LINK, "")),
        with("B8", "unknown fields of every kind", STORED, ",\"x\":[{\"y\":[1,null,true,\"\"]}]"),
        with("B9", "snake_case is unknown", STORED, ",\"resource_profiles\":5"),
        with("B9", "a name where a number or message is due", INVALID, ",\"dictionary\":\"D\""),
        Row.of("B9", "ids in base64", INVALID)
            .counts("undecodable")
            .text(
                Door.OTLP_JSON,
                () -> request("1", "{\"traceId\":\"" + base64 + "\",\"spanId\":\"\"}", "")),
        values("B9", "ids in hex of both cases", STORED, "1"),
        values("B10", "an int64 as a text", STORED, "\"9007199254740993\""),
        values("B10", "an int64 as a number", STORED, "9007199254740993"),
        values("B10", "an int64 with an exponent", STORED, "1e3"),
        values("B10", "2^63", INVALID, "9223372036854775808"),
        values("B10", "2^63 as a text", INVALID, "\"9223372036854775808\""),
        values("B10", "a fraction", INVALID, "1.5"),
        values("B10", "a word", INVALID, "\"one\""),
        Row.of("B10", "a negative fixed64", INVALID)
            .counts("undecodable")
            .text(
                Door.OTLP_JSON,
                () -> request("1", LINK, "").replace("\"timeUnixNano\":0", "\"timeUnixNano\":-1")),
        Row.of("B10", "a uint64 beyond 2^64", INVALID)
            .counts("undecodable")
            .text(
                Door.OTLP_JSON,
                () ->
                    request("1", LINK, "")
                        .replace(
                            "\"timeUnixNano\":0", "\"timeUnixNano\":\"18446744073709551616\"")));
  }
}
