package io.flaregate.phlare.limits;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import java.time.Duration;

/**
 * The limits on requests, profiles and labels that are enforced here, under the names and with the
 * defaults of Pyroscope's {@code limits} block. 0 means no limit throughout. A key of that block
 * that is not among them is refused as unknown rather than accepted without effect.
 *
 * @param ingestionRateMb how many MiB (of 1048576 bytes) of uncompressed requests a tenant may send
 *     per second to this process
 * @param ingestionBurstSizeMb how many MiB it may send at once; 0 turns the rate limit off
 * @param maxLabelNameLength bytes of a label's name
 * @param maxLabelValueLength bytes of a label's value
 * @param maxLabelNamesPerSeries labels of a series, {@code __name__}, {@code service_name}, {@code
 *     __delta__} and {@code __otel__} included
 * @param maxProfileSizeBytes bytes of the uncompressed pprof of a whole profile, merged but not
 *     split, without the sample labels that become labels of series
 * @param maxProfileStacktraceSamples samples of a profile, as sent
 * @param maxProfileStacktraceSampleLabels attributes of one sample
 * @param maxProfileStacktraceDepth locations of a stacktrace; what is beyond is cut off at the leaf
 * @param maxProfileSymbolValueLength bytes of a name or path; what is beyond is cut off at the
 *     start
 * @param rejectOlderThan how long before its receipt a profile may start
 * @param rejectNewerThan how long after its receipt a profile may start
 * @param disableLabelSanitization whether label names may be any UTF-8; else dots become
 *     underscores and names must match {@code [a-zA-Z_][a-zA-Z0-9_]*}
 * @param maxExpandedLocations sum of the stacktraces' lengths over all merged samples of a request
 * @param maxSeriesPerRequest series that the profiles of a request may be split into
 */
public record LimitsConfig(
    @Description("MiB of uncompressed requests a tenant may send per second.")
        double ingestionRateMb,
    @Description("MiB of uncompressed requests a tenant may send at once.")
        double ingestionBurstSizeMb,
    @Description("Bytes of a label's name.") int maxLabelNameLength,
    @Description("Bytes of a label's value.") int maxLabelValueLength,
    @Description("Labels of a series, __name__ and service_name included.")
        int maxLabelNamesPerSeries,
    @Description("Bytes of a profile's uncompressed pprof.") int maxProfileSizeBytes,
    @Description("Samples of a profile, as sent.") int maxProfileStacktraceSamples,
    @Description("Attributes of one sample.") int maxProfileStacktraceSampleLabels,
    @Description("Locations of a stacktrace; beyond that the leaf side is cut off.")
        int maxProfileStacktraceDepth,
    @Description("Bytes of a function's or file's name; beyond that its start is cut off.")
        int maxProfileSymbolValueLength,
    @Description("How long before its receipt a profile may start.") Duration rejectOlderThan,
    @Description("How long after its receipt a profile may start.") Duration rejectNewerThan,
    @Description("Whether label names may be any UTF-8; false turns dots into underscores.")
        boolean disableLabelSanitization,
    @Description("Sum of the stacktraces' lengths over all merged samples of a request.")
        long maxExpandedLocations,
    @Description("Series that the profiles of a request may be split into.")
        int maxSeriesPerRequest)
    implements Validated {

  private static final double BYTES_PER_MB = 1 << 20;

  /** Beyond this a rate cannot be told from none, and bytes would not fit into a long. */
  private static final double MAX_MB = 1e9;

  public LimitsConfig {
    requireNonNull(rejectOlderThan, "rejectOlderThan is null");
    requireNonNull(rejectNewerThan, "rejectNewerThan is null");
  }

  /** Pyroscope's defaults. */
  public static LimitsConfig defaults() {
    return new LimitsConfig(
        4,
        2,
        1024,
        2048,
        30,
        4 << 20,
        16_000,
        100,
        1_000,
        65_535,
        Duration.ofHours(1),
        Duration.ofMinutes(10),
        true,
        1 << 24,
        20_000);
  }

  /** No limits at all; label names may be any UTF-8. */
  public static LimitsConfig none() {
    return new LimitsConfig(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO, true, 0, 0);
  }

  /** Bytes that a tenant may send per second; 0: no limit. */
  public long ingestionBytesPerSecond() {
    return (long) (ingestionRateMb * BYTES_PER_MB);
  }

  /** Bytes that a tenant may send at once; 0: no limit. */
  public long ingestionBurstBytes() {
    return (long) (ingestionBurstSizeMb * BYTES_PER_MB);
  }

  @Override
  public void validate(Problems problems) {
    checkRate(problems, "ingestion_rate_mb", ingestionRateMb);
    checkRate(problems, "ingestion_burst_size_mb", ingestionBurstSizeMb);
    check(problems, "max_label_name_length", maxLabelNameLength);
    check(problems, "max_label_value_length", maxLabelValueLength);
    check(problems, "max_label_names_per_series", maxLabelNamesPerSeries);
    check(problems, "max_profile_size_bytes", maxProfileSizeBytes);
    check(problems, "max_profile_stacktrace_samples", maxProfileStacktraceSamples);
    check(problems, "max_profile_stacktrace_sample_labels", maxProfileStacktraceSampleLabels);
    check(problems, "max_profile_stacktrace_depth", maxProfileStacktraceDepth);
    check(problems, "max_profile_symbol_value_length", maxProfileSymbolValueLength);
    check(problems, "reject_older_than", rejectOlderThan.isNegative() ? -1 : 0);
    check(problems, "reject_newer_than", rejectNewerThan.isNegative() ? -1 : 0);
    check(problems, "max_expanded_locations", maxExpandedLocations);
    check(problems, "max_series_per_request", maxSeriesPerRequest);
    warnOfLargeProfiles(problems);
  }

  private static void check(Problems problems, String key, long value) {
    if (value < 0) {
      problems.error(key, "is negative; expected 0 (no limit) or more");
    }
  }

  private static void checkRate(Problems problems, String key, double megabytes) {
    if (!(megabytes >= 0 && megabytes <= MAX_MB)) {
      problems.error(key, "is " + megabytes + "; expected 0 (no limit) to " + MAX_MB);
    } else if (megabytes > 0 && megabytes * BYTES_PER_MB < 1) {
      problems.error(key, "is " + megabytes + ", less than a byte; expected 0 (no limit) or more");
    }
  }

  private void warnOfLargeProfiles(Problems problems) {
    boolean limited = ingestionBytesPerSecond() > 0 && ingestionBurstBytes() > 0;
    if (limited && maxProfileSizeBytes > ingestionBurstBytes() && !equals(defaults())) {
      problems.warning(
          "ingestion_burst_size_mb",
          "is smaller than max_profile_size_bytes: profiles in between are rejected as rate_limited");
    }
  }
}
