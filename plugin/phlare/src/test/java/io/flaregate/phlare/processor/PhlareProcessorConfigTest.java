package io.flaregate.phlare.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.spi.config.ConfigBinder;
import io.flaregate.spi.config.ConfigProblem;
import io.flaregate.spi.testing.ConfigNodes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PhlareProcessorConfigTest {
  private static List<String> problems(Map<String, Object> written) {
    return ConfigBinder.bind(
            ConfigNodes.of(written), "processors::phlare", PhlareProcessorConfig.defaults())
        .problems()
        .stream()
        .map(ConfigProblem::toString)
        .toList();
  }

  @Test
  void limitsOfUpstreamThatMeanNothingHereAreWarnedOf() {
    Map<String, Object> limits =
        Map.of(
            "ingestion_burst_size_mb",
            8,
            "distributor_aggregation_window",
            "10s",
            "max_query_lookback",
            "7d",
            "max_global_series_per_tenant",
            5000);
    assertThat(problems(Map.of("limits", limits)))
        .containsExactlyInAnyOrder(
            "processors::phlare::limits::distributor_aggregation_window: has no effect:"
                + " this distributor does not do what it is about",
            "processors::phlare::limits::max_query_lookback: has no effect: it is a limit"
                + " of another part of Pyroscope, not of distributors",
            "processors::phlare::limits::max_global_series_per_tenant: has no effect:"
                + " ingesters enforce it");
  }

  @Test
  void unknownLimitsAreRefused() {
    assertThat(problems(Map.of("limits", Map.of("ingestion_rate", 1))).get(0))
        .isEqualTo(
            "processors::phlare::limits::ingestion_rate: unknown key (did you mean"
                + " \"ingestion_rate_mb\"?)");
  }

  @Test
  void droppingAttributesIsWarnedOf() {
    assertThat(problems(Map.of("drop_resource_attributes", List.of("high_cardinality"))).get(0))
        .contains("process.pid", "service.instance.id", "one millisecond");
  }

  @Test
  void aServiceNeedsAName() {
    assertThat(problems(Map.of("service_name", Map.of("fallback", ""))).get(0))
        .contains("service_name::fallback")
        .contains("is empty; every series needs a service_name");
    assertThat(problems(Map.of("service_name", Map.of("attributes", List.of("")))).get(0))
        .contains("service_name::attributes")
        .contains("has an empty name");
  }

  @Test
  void labelsThatStayWithSamplesHaveNames() {
    assertThat(problems(Map.of("sample_only_labels", List.of(" "))).get(0))
        .contains("sample_only_labels")
        .contains("has an empty name");
    assertThat(problems(Map.of("sample_only_labels", List.of("*", "thread"))).get(0))
        .contains("has *, so the other names add nothing");
  }
}
