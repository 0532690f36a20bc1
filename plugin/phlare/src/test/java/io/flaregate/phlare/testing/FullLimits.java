package io.flaregate.phlare.testing;

import io.flaregate.phlare.limits.DefaultRulesPosition;
import io.flaregate.phlare.limits.GroupSampling;
import io.flaregate.phlare.limits.IngestionLimitConfig;
import io.flaregate.phlare.limits.IngestionSamplingConfig;
import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.phlare.limits.SamplingConfig;
import io.flaregate.phlare.limits.UsageGroupLimitConfig;
import io.flaregate.phlare.relabel.RelabelAction;
import io.flaregate.phlare.relabel.RelabelRuleConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Limits of which every key has a value other than its default. */
public final class FullLimits {
  private FullLimits() {}

  /** What a user writes. */
  public static Map<String, Object> mapping() {
    return Map.ofEntries(
        Map.entry("ingestion_rate_mb", 8.5),
        Map.entry("ingestion_burst_size_mb", 16),
        Map.entry("max_label_name_length", 100),
        Map.entry("max_label_value_length", 200),
        Map.entry("max_label_names_per_series", 40),
        Map.entry("max_profile_size_bytes", 1000),
        Map.entry("max_profile_stacktrace_samples", 10),
        Map.entry("max_profile_stacktrace_sample_labels", 11),
        Map.entry("max_profile_stacktrace_depth", 12),
        Map.entry("max_profile_symbol_value_length", 13),
        Map.entry("reject_older_than", "2h"),
        Map.entry("reject_newer_than", "5m"),
        Map.entry("disable_label_sanitization", false),
        Map.entry("max_expanded_locations", 14),
        Map.entry("max_series_per_request", 15),
        Map.entry("ingestion_body_limit_mb", 17),
        Map.entry("ingestion_tenant_shard_size", 18),
        Map.entry("max_sessions_per_series", 19),
        Map.entry("enforce_labels_order", true),
        Map.entry("distributor_usage_groups", Map.of("all", "{}")),
        Map.entry("ingestion_relabeling_rules", List.of(typeRule())),
        Map.entry("ingestion_relabeling_default_rules_position", "last"),
        Map.entry("sample_type_relabeling_rules", List.of(typeRule())),
        Map.entry("ingestion_limit", quota()),
        Map.entry(
            "distributor_sampling",
            Map.of("usage_groups", Map.of("all", Map.of("probability", 0.5)))));
  }

  private static Map<String, Object> typeRule() {
    return Map.of(
        "source_labels",
        List.of("__type__", "__unit__"),
        "separator",
        "/",
        "regex",
        "cpu/.*",
        "modulus",
        0,
        "target_label",
        "",
        "replacement",
        "$1",
        "action",
        "keep");
  }

  private static Map<String, Object> quota() {
    return Map.of(
        "period_type",
        "day",
        "period_limit_mb",
        20,
        "limit_reset_time",
        21,
        "limit_reached",
        true,
        "sampling",
        Map.of("num_requests", 22, "period", "3m"),
        "usage_groups",
        Map.of("all", Map.of("period_limit_mb", 23, "limit_reached", true)));
  }

  /** The same as a record. */
  public static LimitsConfig config() {
    List<RelabelRuleConfig> keeps =
        List.of(
            new RelabelRuleConfig(
                List.of("__type__", "__unit__"), "/", "cpu/.*", 0, "", "$1", RelabelAction.KEEP));
    return new LimitsConfig(
        8.5,
        16,
        100,
        200,
        40,
        1000,
        10,
        11,
        12,
        13,
        Duration.ofHours(2),
        Duration.ofMinutes(5),
        false,
        14,
        15,
        17,
        18,
        19,
        true,
        Map.of("all", "{}"),
        keeps,
        DefaultRulesPosition.LAST,
        keeps,
        new IngestionLimitConfig(
            "day",
            20,
            21,
            true,
            new IngestionSamplingConfig(22, Duration.ofMinutes(3)),
            Map.of("all", new UsageGroupLimitConfig(23, true))),
        new SamplingConfig(Map.of("all", new GroupSampling(0.5))));
  }
}
