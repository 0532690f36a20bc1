package io.flaregate.phlare.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.spi.config.ConfigBinder;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.testing.ConfigNodes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LimitsConfigTest {
  private static final class Collected implements Problems {
    final List<String> errors = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();

    @Override
    public void error(String key, String message) {
      errors.add(key + " " + message);
    }

    @Override
    public void warning(String key, String message) {
      warnings.add(key + " " + message);
    }
  }

  private static Collected validate(LimitsConfig limits) {
    Collected problems = new Collected();
    limits.validate(problems);
    return problems;
  }

  @Test
  void defaultsAreThoseOfPyroscope() {
    LimitsConfig limits = LimitsConfig.defaults();
    assertThat(limits.ingestionBytesPerSecond()).isEqualTo(4_194_304);
    assertThat(limits.ingestionBurstBytes()).isEqualTo(2_097_152);
    assertThat(limits.maxLabelNameLength()).isEqualTo(1024);
    assertThat(limits.maxLabelValueLength()).isEqualTo(2048);
    assertThat(limits.maxLabelNamesPerSeries()).isEqualTo(30);
    assertThat(limits.maxProfileSizeBytes()).isEqualTo(4_194_304);
    assertThat(limits.maxProfileStacktraceSamples()).isEqualTo(16_000);
    assertThat(limits.maxProfileStacktraceSampleLabels()).isEqualTo(100);
    assertThat(limits.maxProfileStacktraceDepth()).isEqualTo(1_000);
    assertThat(limits.maxProfileSymbolValueLength()).isEqualTo(65_535);
    assertThat(limits.rejectOlderThan()).isEqualTo(Duration.ofHours(1));
    assertThat(limits.rejectNewerThan()).isEqualTo(Duration.ofMinutes(10));
    assertThat(limits.disableLabelSanitization()).isTrue();
    assertThat(limits.maxExpandedLocations()).isEqualTo(16_777_216);
    assertThat(limits.maxSeriesPerRequest()).isEqualTo(20_000);
    assertThat(validate(limits).errors).isEmpty();
    assertThat(validate(limits).warnings)
        .containsExactly(
            "ingestion_burst_size_mb is 2 (2097152 bytes), smaller than max_profile_size_bytes"
                + " (4194304): profiles in between are rejected as rate_limited");
    assertThat(limits.ingestionBodyLimitBytes()).isEqualTo(268_435_456);
    assertThat(limits.ingestionTenantShardSize()).isZero();
    assertThat(limits.maxSessionsPerSeries()).isZero();
    assertThat(limits.enforceLabelsOrder()).isFalse();
    assertThat(limits.ingestionRelabelingDefaultRulesPosition())
        .isEqualTo(DefaultRulesPosition.FIRST);
    assertThat(validate(LimitsConfig.none()).errors).isEmpty();
  }

  @Test
  void negativeLimitsAreErrors() {
    Collected problems =
        validate(
            new LimitsConfig(
                -1,
                Double.NaN,
                -1,
                -1,
                -1,
                -1,
                -1,
                -1,
                -1,
                -1,
                Duration.ofSeconds(-1),
                Duration.ofSeconds(-1),
                true,
                -1,
                -1));
    String negative = " is negative; expected 0 (no limit) or more";
    assertThat(problems.errors)
        .containsExactly(
            "ingestion_rate_mb is -1.0; expected 0 (no limit) to 1.0E9",
            "ingestion_burst_size_mb is NaN; expected 0 (no limit) to 1.0E9",
            "max_label_name_length" + negative,
            "max_label_value_length" + negative,
            "max_label_names_per_series" + negative,
            "max_profile_size_bytes" + negative,
            "max_profile_stacktrace_samples" + negative,
            "max_profile_stacktrace_sample_labels" + negative,
            "max_profile_stacktrace_depth" + negative,
            "max_profile_symbol_value_length" + negative,
            "reject_older_than" + negative,
            "reject_newer_than" + negative,
            "max_expanded_locations" + negative,
            "max_series_per_request" + negative);
  }

  @Test
  void aRateOfLessThanAByteIsAnError() {
    LimitsConfig limits =
        new LimitsConfig(1e-9, 1, 0, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO, true, 0, 0);
    assertThat(validate(limits).errors)
        .containsExactly(
            "ingestion_rate_mb is 1.0E-9, less than a byte; expected 0 (no limit) or more");
  }

  @Test
  void profilesThatFitTheirLimitButNeverTheRateAreWarnedOf() {
    LimitsConfig limits =
        new LimitsConfig(
            1, 1, 0, 0, 0, 2 << 20, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO, true, 0, 0);
    assertThat(validate(limits).warnings)
        .containsExactly(
            "ingestion_burst_size_mb is 1 (1048576 bytes), smaller than max_profile_size_bytes"
                + " (2097152): profiles in between are rejected as rate_limited");
  }

  private static List<String> warnings(Map<String, Object> mapping) {
    return validate(ConfigBinder.bind(ConfigNodes.of(mapping), "", LimitsConfig.none()).value())
        .warnings;
  }

  @Test
  void trapsAreWarnedOf() {
    assertThat(warnings(Map.of("ingestion_rate_mb", 4)))
        .containsExactly(
            "ingestion_burst_size_mb is 0, which is no limit: ingestion_rate_mb has no effect"
                + " either");
    assertThat(warnings(Map.of("ingestion_body_limit_mb", 1, "max_profile_size_bytes", 2097152)))
        .containsExactly(
            "ingestion_body_limit_mb is 1 (1048576 bytes), smaller than max_profile_size_bytes"
                + " (2097152): requests with profiles in between are refused as a whole");
    assertThat(warnings(Map.of("max_label_names_per_series", 1)))
        .containsExactly(
            "max_label_names_per_series is 1; every series has 2 labels of its own at least");
    assertThat(warnings(Map.of())).isEmpty();
  }
}
