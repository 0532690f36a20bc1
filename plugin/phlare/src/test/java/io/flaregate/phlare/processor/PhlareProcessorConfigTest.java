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
  void limitsOfUpstreamThatAreNotEnforcedAreRefused() {
    for (String key :
        List.of(
            "max_sessions_per_series",
            "ingestion_relabeling_rules",
            "ingestion_body_limit_mb",
            "enforce_labels_order",
            "distributor_aggregation_window")) {
      assertThat(problems(Map.of("limits", Map.of(key, 1)))).hasSize(1);
      assertThat(problems(Map.of("limits", Map.of(key, 1))).get(0)).contains(key);
    }
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
