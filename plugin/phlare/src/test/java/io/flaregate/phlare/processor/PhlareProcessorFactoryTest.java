package io.flaregate.phlare.processor;

import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.spi.component.ComponentFactory;
import io.flaregate.spi.testing.ComponentFactoryContract;
import java.time.Duration;
import java.util.List;
import java.util.Map;

class PhlareProcessorFactoryTest extends ComponentFactoryContract<PhlareProcessorConfig> {
  @Override
  protected ComponentFactory<PhlareProcessorConfig> factory() {
    return new PhlareProcessorFactory();
  }

  @Override
  protected Map<String, Object> fullMapping() {
    return Map.of(
        "limits",
        Map.ofEntries(
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
            Map.entry("max_series_per_request", 15)),
        "service_name",
        Map.of(
            "attributes",
            List.of("app", "service.name"),
            "fallback",
            "nameless",
            "sample_attribute",
            "svc",
            "from_executable",
            false),
        "sample_only_labels",
        List.of("thread"));
  }

  @Override
  protected PhlareProcessorConfig fullConfig() {
    return new PhlareProcessorConfig(
        new LimitsConfig(
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
            15),
        new ServiceNameConfig(List.of("app", "service.name"), "nameless", "svc", false),
        List.of("thread"));
  }
}
