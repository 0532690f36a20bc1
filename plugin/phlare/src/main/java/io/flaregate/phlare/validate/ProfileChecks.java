package io.flaregate.phlare.validate;

import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.spi.config.Durations;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;
import io.flaregate.spi.profiles.Samples;
import io.flaregate.spi.profiles.StringTable;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The checks of a profile as it was sent. The first problem counts. Made for one request. */
public final class ProfileChecks {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private static final byte UNKNOWN = 0;
  private static final byte NO_DASH = 1;
  private static final byte DASH = 2;

  private final LimitsConfig limits;
  private byte[] dashes = {};

  /** Checks the profiles of one request against limits. */
  public ProfileChecks(LimitsConfig limits) {
    this.limits = limits;
  }

  /**
   * What is wrong with a row, in this order: its types, its time, the number of its samples, the
   * number of attributes of a sample.
   *
   * @param receivedUnixNanos when it was received, nanoseconds since 1970
   */
  public @Nullable Problem check(Profiles profiles, int row, long receivedUnixNanos) {
    Rows rows = profiles.rows();
    Problem problem = checkTypes(profiles, row);
    if (problem == null) {
      problem = checkWindow(rows.timeUnixNanos(row), receivedUnixNanos);
    }
    if (problem == null) {
      problem = checkSamples(rows.sampleCount(row));
    }
    return problem != null ? problem : checkSampleLabels(profiles, row);
  }

  private @Nullable Problem checkTypes(Profiles profiles, int row) {
    Rows rows = profiles.rows();
    if (rows.typeCount(row) == 0) {
      return malformed(() -> "profile has no sample type");
    }
    StringTable strings = profiles.dictionary().strings();
    for (int type = rows.typeStart(row); type < rows.typeStart(row) + rows.typeCount(row); type++) {
      int name = rows.typeName(type);
      if (strings.length(name) == 0) {
        return malformed(() -> "profile has a sample type without a name");
      }
      // Upstream refuses it: the parts of a stored profile's type were once separated so.
      if (containsDash(strings, name)) {
        return malformed(
            () -> "sample type " + Printable.quoted(strings.get(name)) + " contains '-'");
      }
    }
    return null;
  }

  /** Looks at each text once a request, however many profiles name it. */
  private boolean containsDash(StringTable strings, int text) {
    if (dashes.length == 0) {
      dashes = new byte[strings.size()];
    }
    if (dashes[text] == UNKNOWN) {
      dashes[text] = NO_DASH;
      for (int at = strings.length(text) - 1; at >= 0; at--) {
        if (strings.byteAt(text, at) == '-') {
          dashes[text] = DASH;
          break;
        }
      }
    }
    return dashes[text] == DASH;
  }

  private static Problem malformed(Supplier<String> message) {
    return new Problem(Reason.MALFORMED_PROFILE, message);
  }

  private @Nullable Problem checkWindow(long time, long received) {
    if (time == 0) {
      return null;
    }
    long older = nanos(limits.rejectOlderThan());
    // As an unsigned number a time after the year 2262 is larger, not negative.
    if (older > 0 && time > 0 && received - time > older) {
      return outside(time, received, "older", "reject_older_than", limits.rejectOlderThan());
    }
    long newer = nanos(limits.rejectNewerThan());
    if (newer > 0 && (time < 0 || time - received > newer)) {
      return outside(time, received, "newer", "reject_newer_than", limits.rejectNewerThan());
    }
    return null;
  }

  private static long nanos(Duration duration) {
    try {
      return duration.toNanos();
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }

  private static Problem outside(long time, long received, String how, String key, Duration limit) {
    return new Problem(
        Reason.NOT_IN_INGESTION_WINDOW,
        () ->
            "profile of "
                + instant(time)
                + " is too much "
                + how
                + " than its receipt at "
                + instant(received)
                + " ("
                + key
                + ": "
                + Durations.format(limit)
                + ")");
  }

  private static Instant instant(long unixNanos) {
    return Instant.ofEpochSecond(
        Long.divideUnsigned(unixNanos, NANOS_PER_SECOND),
        Long.remainderUnsigned(unixNanos, NANOS_PER_SECOND));
  }

  private @Nullable Problem checkSamples(int samples) {
    int limit = limits.maxProfileStacktraceSamples();
    return limit > 0 && samples > limit
        ? new Problem(
            Reason.SAMPLES_LIMIT,
            () ->
                "profile has "
                    + samples
                    + " samples (max_profile_stacktrace_samples: "
                    + limit
                    + ")")
        : null;
  }

  private @Nullable Problem checkSampleLabels(Profiles profiles, int row) {
    int limit = limits.maxProfileStacktraceSampleLabels();
    if (limit == 0) {
      return null;
    }
    Samples samples = profiles.samples();
    Rows rows = profiles.rows();
    for (int sample = rows.sampleStart(row); sample < rows.sampleEnd(row); sample++) {
      int number = sample - rows.sampleStart(row);
      int list = samples.list(sample);
      int count = profiles.lists().end(list) - profiles.lists().start(list);
      if (count > limit) {
        return new Problem(
            Reason.SAMPLE_LABELS_LIMIT,
            () ->
                "sample "
                    + number
                    + " has "
                    + count
                    + " attributes (max_profile_stacktrace_sample_labels: "
                    + limit
                    + ")");
      }
    }
    return null;
  }

  /** The problem of a profile whose pprof is larger than the limit. */
  public Problem tooLarge(long bytes) {
    return new Problem(
        Reason.PROFILE_SIZE_LIMIT,
        () ->
            "profile is "
                + bytes
                + " bytes large as uncompressed pprof (max_profile_size_bytes: "
                + limits.maxProfileSizeBytes()
                + ")");
  }

  /** The problem of a profile whose pprof was not written to its end. */
  public Problem tooLargeToWrite() {
    return new Problem(
        Reason.PROFILE_SIZE_LIMIT,
        () ->
            "profile is more than "
                + limits.maxProfileSizeBytes()
                + " bytes large as uncompressed pprof (max_profile_size_bytes: "
                + limits.maxProfileSizeBytes()
                + ")");
  }

  /** The problem of a profile with which the request has too many locations. */
  public Problem tooManyLocations(long locations, long before) {
    return new Problem(
        Reason.EXPANSION_LIMIT,
        () ->
            "the stacktraces of the profile's merged samples have "
                + locations
                + " locations, those of the profiles before it in the request "
                + before
                + " (max_expanded_locations: "
                + limits.maxExpandedLocations()
                + ")");
  }

  /** The problem of a series for which the request's relabel rules would cost too much. */
  public Problem tooCostlyToRelabel(long maxBytes) {
    return new Problem(
        Reason.EXPANSION_LIMIT,
        () ->
            "relabel rules would match and write more than "
                + maxBytes
                + " bytes of labels for the request (ingestion_relabeling_rules)");
  }

  /** The problem of a profile with which the request has too many series. */
  public Problem tooManySeries(int series, int before) {
    return new Problem(
        Reason.SERIES_LIMIT,
        () ->
            "the labels of the profile's samples split it into "
                + series
                + " series, those before it in the request into "
                + before
                + " (max_series_per_request: "
                + limits.maxSeriesPerRequest()
                + ")");
  }
}
