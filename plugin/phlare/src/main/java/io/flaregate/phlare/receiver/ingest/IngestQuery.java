package io.flaregate.phlare.receiver.ingest;

import com.linecorp.armeria.common.QueryParams;
import io.flaregate.phlare.receiver.batch.LabelPairs;
import java.util.Map;

/**
 * What the parameters of a request to {@code /ingest} say.
 *
 * @param name the application and its labels
 * @param fromNanos when the profile starts, nanoseconds since 1970
 * @param untilNanos when it ends, nanoseconds since 1970
 * @param sampleRate samples per second; 0: not told
 * @param spyName what took the profile
 * @param format the format of the body; empty: the content type tells
 */
record IngestQuery(
    AppName name, long fromNanos, long untilNanos, long sampleRate, String spyName, String format) {
  private static final String SERVICE_NAME = "service_name";
  private static final String SESSION_ID = "__session_id__";
  private static final long DEFAULT_SAMPLE_RATE = 100;
  private static final long MAX_SAMPLE_RATE = 1_000_000_000;

  /**
   * Reads the parameters. Units and aggregation type say nothing that the formats do not.
   *
   * @throws io.flaregate.transport.answer.AnswerException if they cannot be understood
   */
  static IngestQuery of(QueryParams query, long nowNanos) {
    return new IngestQuery(
        AppName.parse(query.get("name", "")),
        IngestTime.parse("from", query.get("from"), nowNanos),
        IngestTime.parse("until", query.get("until"), nowNanos),
        sampleRate(query.get("sampleRate", "")),
        query.get("spyName", "").isEmpty() ? "unknown" : query.get("spyName", ""),
        query.get("format", ""));
  }

  /** As upstream: what is not a number counts as not told. */
  private static long sampleRate(String text) {
    try {
      return text.isEmpty()
          ? DEFAULT_SAMPLE_RATE
          : Math.max(0, Math.min(MAX_SAMPLE_RATE, Long.parseLong(text)));
    } catch (NumberFormatException e) {
      return DEFAULT_SAMPLE_RATE;
    }
  }

  /** How long the profile lasts, in nanoseconds; 0 if it ends before it starts. */
  long durationNanos() {
    return Math.max(0, untilNanos - fromNanos);
  }

  /** Nanoseconds between two samples; 0 if not told. */
  long periodNanos() {
    return sampleRate == 0 ? 0 : 1_000_000_000 / sampleRate;
  }

  /**
   * The labels of a series: those of the name, but for private ones, and those that Pyroscope's
   * distributor adds.
   *
   * @param metric the value of {@code __name__}
   * @param app the application's name
   */
  LabelPairs labels(String metric, String app) {
    LabelPairs pairs = new LabelPairs();
    pairs.add("__name__", metric).add("__delta__", "false").add("pyroscope_spy", spyName);
    Map<String, String> given = name.labels();
    given.forEach(
        (label, value) -> {
          if (isAllowed(label)) {
            pairs.add(label, value);
          }
        });
    if (!given.containsKey(SERVICE_NAME)) {
      pairs.add(SERVICE_NAME, app);
    } else if (!given.containsKey("app_name")) {
      pairs.add("app_name", app);
    }
    return pairs;
  }

  private static boolean isAllowed(String label) {
    return !label.equals("pyroscope_spy") && (!label.startsWith("__") || label.equals(SESSION_ID));
  }
}
