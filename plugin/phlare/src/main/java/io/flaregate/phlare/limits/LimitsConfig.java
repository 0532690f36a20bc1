package io.flaregate.phlare.limits;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.relabel.RelabelAction;
import io.flaregate.phlare.relabel.RelabelRuleConfig;
import io.flaregate.phlare.relabel.Selector;
import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.IgnoredKeys;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The limits on requests, profiles and labels that are enforced here, under the names and with the
 * defaults of Pyroscope's {@code limits} block. 0 means no limit throughout. Keys of that block
 * that mean nothing here are warned of, so that a pasted block works; any other key is refused.
 *
 * @param ingestionRateMb how many MiB (of 1048576 bytes) of uncompressed requests a tenant may send
 *     per second, to all distributors together or to this one, see {@link RateStrategy}
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
 * @param ingestionBodyLimitMb MiB of one uncompressed request
 * @param ingestionTenantShardSize how many ingesters the tenant's series spread over; 0: all
 * @param maxSessionsPerSeries how many values {@code __session_id__} may take in a series; 0
 *     removes the label
 * @param enforceLabelsOrder whether series get the label {@code __order__}, on which ingesters sort
 *     labels by name
 * @param distributorUsageGroups selectors of series by the names of groups that are counted, given
 *     quotas or sampled
 * @param ingestionRelabelingRules what changes or drops series before their labels are checked
 * @param ingestionRelabelingDefaultRulesPosition where the default rules run
 * @param sampleTypeRelabelingRules which sample types are kept; actions keep and drop
 * @param ingestionLimit a quota that something outside keeps count of
 * @param distributorSampling which share of their profiles usage groups keep
 */
@IgnoredKeys(
    value = {
      "max_local_series_per_tenant",
      "max_global_series_per_tenant",
      "max_series_per_user",
      "max_global_series_per_user"
    },
    reason = "ingesters enforce it")
@IgnoredKeys(
    value = {
      "max_query_*",
      "query_*",
      "split_queries_by_interval",
      "max_flamegraph_nodes_*",
      "store_gateway_*",
      "compactor_*",
      "s3_sse_*",
      "read_path*",
      "recording_rules",
      "metastore_*",
      "symbolizer*",
      "adaptive_placement_*",
      "retention_*",
      "ruler_*"
    },
    reason = "it is a limit of another part of Pyroscope, not of distributors")
@IgnoredKeys(
    value = {
      "push_max_concurrency",
      "distributor_aggregation_window",
      "distributor_aggregation_period",
      "ingestion_artificial_delay",
      "keep_stripped_profiles",
      "write_path*",
      "async_ingest"
    },
    reason = "this distributor does not do what it is about")
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
        int maxSeriesPerRequest,
    @Description("MiB of one uncompressed request.") double ingestionBodyLimitMb,
    @Description("How many ingesters the tenant's series spread over; 0: all.")
        int ingestionTenantShardSize,
    @Description("Values of __session_id__ in a series; 0 removes the label.")
        int maxSessionsPerSeries,
    @Description("Whether series get the label __order__.") boolean enforceLabelsOrder,
    @Description("Selectors of series by the names of usage groups.")
        Map<String, String> distributorUsageGroups,
    @Description("Prometheus relabel rules for the labels of series.")
        List<RelabelRuleConfig> ingestionRelabelingRules,
    @Description("Where the default relabel rules run.")
        DefaultRulesPosition ingestionRelabelingDefaultRulesPosition,
    @Description("Relabel rules that keep or drop sample types, by __type__ and __unit__.")
        List<RelabelRuleConfig> sampleTypeRelabelingRules,
    @Description("A quota that something outside keeps count of.")
        @Nullable IngestionLimitConfig ingestionLimit,
    @Description("Which share of their profiles usage groups keep.")
        @Nullable SamplingConfig distributorSampling)
    implements Validated {

  private static final double BYTES_PER_MB = 1 << 20;

  /** Beyond this a rate cannot be told from none, and bytes would not fit into a long. */
  private static final double MAX_MB = 1e9;

  /** A group's name is a metric's label. */
  private static final Pattern GROUP_NAME = Pattern.compile("[0-9A-Za-z_.-]{1,64}");

  private static final int MAX_GROUPS = 64;

  /** {@code __name__} with type, unit and period, and {@code service_name}. */
  private static final int LEAST_LABELS = 2;

  public LimitsConfig {
    requireNonNull(rejectOlderThan, "rejectOlderThan is null");
    requireNonNull(rejectNewerThan, "rejectNewerThan is null");
    distributorUsageGroups = Map.copyOf(distributorUsageGroups);
    ingestionRelabelingRules = List.copyOf(ingestionRelabelingRules);
    requireNonNull(ingestionRelabelingDefaultRulesPosition, "position is null");
    sampleTypeRelabelingRules = List.copyOf(sampleTypeRelabelingRules);
  }

  /** Limits alone: the default rules, no groups and no quota. */
  public LimitsConfig(
      double ingestionRateMb,
      double ingestionBurstSizeMb,
      int maxLabelNameLength,
      int maxLabelValueLength,
      int maxLabelNamesPerSeries,
      int maxProfileSizeBytes,
      int maxProfileStacktraceSamples,
      int maxProfileStacktraceSampleLabels,
      int maxProfileStacktraceDepth,
      int maxProfileSymbolValueLength,
      Duration rejectOlderThan,
      Duration rejectNewerThan,
      boolean disableLabelSanitization,
      long maxExpandedLocations,
      int maxSeriesPerRequest) {
    this(
        ingestionRateMb,
        ingestionBurstSizeMb,
        maxLabelNameLength,
        maxLabelValueLength,
        maxLabelNamesPerSeries,
        maxProfileSizeBytes,
        maxProfileStacktraceSamples,
        maxProfileStacktraceSampleLabels,
        maxProfileStacktraceDepth,
        maxProfileSymbolValueLength,
        rejectOlderThan,
        rejectNewerThan,
        disableLabelSanitization,
        maxExpandedLocations,
        maxSeriesPerRequest,
        0,
        0,
        0,
        false,
        Map.of(),
        List.of(),
        DefaultRulesPosition.FIRST,
        List.of(),
        null,
        null);
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
        20_000,
        256,
        0,
        0,
        false,
        Map.of(),
        List.of(),
        DefaultRulesPosition.FIRST,
        List.of(),
        null,
        null);
  }

  /** No limits at all; label names may be any UTF-8. The default rules run. */
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

  /** Bytes that one uncompressed request may have; 0: no limit. */
  public long ingestionBodyLimitBytes() {
    return (long) (ingestionBodyLimitMb * BYTES_PER_MB);
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
    checkRate(problems, "ingestion_body_limit_mb", ingestionBodyLimitMb);
    check(problems, "ingestion_tenant_shard_size", ingestionTenantShardSize);
    check(problems, "max_sessions_per_series", maxSessionsPerSeries);
    checkGroups(problems);
    checkSampleTypeRules(problems);
    warnOfLargeProfiles(problems);
    warnOfTraps(problems);
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

  private void checkGroups(Problems problems) {
    distributorUsageGroups.forEach(
        (name, selector) -> {
          String key = "distributor_usage_groups::" + name;
          if (!GROUP_NAME.matcher(name).matches()) {
            problems.error(key, "is no name of a group: 1 to 64 letters, digits, _, - and .");
          }
          try {
            Selector unused = Selector.parse(selector);
          } catch (IllegalArgumentException e) {
            problems.error(key, String.valueOf(e.getMessage()));
          }
        });
    if (distributorUsageGroups.size() > MAX_GROUPS) {
      problems.error(
          "distributor_usage_groups",
          "has " + distributorUsageGroups.size() + " groups; at most " + MAX_GROUPS);
    }
    if (ingestionLimit != null) {
      checkKnown(problems, "ingestion_limit", ingestionLimit.usageGroups().keySet());
    }
    if (distributorSampling != null) {
      checkKnown(problems, "distributor_sampling", distributorSampling.usageGroups().keySet());
    }
  }

  private void checkKnown(Problems problems, String key, Set<String> groups) {
    for (String group : groups) {
      if (!distributorUsageGroups.containsKey(group)) {
        problems.warning(
            key + "::usage_groups::" + group, "is not among distributor_usage_groups: no effect");
      }
    }
  }

  private void checkSampleTypeRules(Problems problems) {
    for (int i = 0; i < sampleTypeRelabelingRules.size(); i++) {
      RelabelAction action = sampleTypeRelabelingRules.get(i).action();
      if (action != RelabelAction.KEEP && action != RelabelAction.DROP) {
        problems.error(
            "sample_type_relabeling_rules::" + i + "::action",
            "is "
                + action.name().toLowerCase(Locale.ROOT)
                + "; sample types can only keep or drop");
      }
    }
  }

  private void warnOfTraps(Problems problems) {
    if (ingestionRateMb > 0 && ingestionBurstSizeMb == 0) {
      problems.warning(
          "ingestion_burst_size_mb",
          "is 0, which is no limit: ingestion_rate_mb has no effect either");
    }
    if (ingestionBodyLimitMb > 0 && maxProfileSizeBytes > ingestionBodyLimitBytes()) {
      problems.warning(
          "ingestion_body_limit_mb",
          "is "
              + Numbers.plain(ingestionBodyLimitMb)
              + " ("
              + ingestionBodyLimitBytes()
              + " bytes), smaller than max_profile_size_bytes ("
              + maxProfileSizeBytes
              + "): requests with profiles in between are refused as a whole");
    }
    if (maxLabelNamesPerSeries > 0 && maxLabelNamesPerSeries < LEAST_LABELS) {
      problems.warning(
          "max_label_names_per_series",
          "is "
              + maxLabelNamesPerSeries
              + "; every series has "
              + LEAST_LABELS
              + " labels of its own at least");
    }
  }

  private void warnOfLargeProfiles(Problems problems) {
    boolean limited = ingestionBytesPerSecond() > 0 && ingestionBurstBytes() > 0;
    if (limited && maxProfileSizeBytes > ingestionBurstBytes()) {
      problems.warning(
          "ingestion_burst_size_mb",
          "is "
              + Numbers.plain(ingestionBurstSizeMb)
              + " ("
              + ingestionBurstBytes()
              + " bytes), smaller than max_profile_size_bytes ("
              + maxProfileSizeBytes
              + "): profiles in between are rejected as rate_limited");
    }
  }
}
