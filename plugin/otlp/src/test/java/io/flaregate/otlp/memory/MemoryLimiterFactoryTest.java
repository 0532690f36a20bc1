package io.flaregate.otlp.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.spi.component.ComponentFactory;
import io.flaregate.spi.config.ConfigBinder;
import io.flaregate.spi.config.ConfigProblem;
import io.flaregate.spi.config.ConfigProblem.Severity;
import io.flaregate.spi.testing.ComponentFactoryContract;
import io.flaregate.spi.testing.ConfigNodes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MemoryLimiterFactoryTest extends ComponentFactoryContract<MemoryLimiterConfig> {
  @Override
  protected ComponentFactory<MemoryLimiterConfig> factory() {
    return new MemoryLimiterFactory();
  }

  @Override
  protected MemoryLimiterConfig startableConfig() {
    return new MemoryLimiterConfig(Duration.ofSeconds(1), 0, 0, 80, 0);
  }

  @Override
  protected Set<String> requiredKeys() {
    return Set.of("check_interval", "limit_mib");
  }

  @Override
  protected Map<String, Object> fullMapping() {
    return Map.of(
        "check_interval", "2s",
        "limit_mib", 400,
        "spike_limit_mib", 100,
        "limit_percentage", 75,
        "spike_limit_percentage", 15);
  }

  @Override
  protected MemoryLimiterConfig fullConfig() {
    return new MemoryLimiterConfig(Duration.ofSeconds(2), 400, 100, 75, 15);
  }

  @Test
  void aSpikeThatIsNotSmallerThanItsLimitIsRefused() {
    assertThat(
            problems(
                Severity.ERROR,
                Map.of("check_interval", "1s", "limit_mib", 100, "spike_limit_mib", 100)))
        .containsExactly(
            "spike_limit_mib: is 100; it must be smaller than limit_mib, which is 100");
    assertThat(
            problems(
                Severity.ERROR,
                Map.of(
                    "check_interval", "1s", "limit_percentage", 50, "spike_limit_percentage", 60)))
        .containsExactly(
            "spike_limit_percentage: is 60; it must be smaller than limit_percentage, which is 50");
  }

  @Test
  void valuesOutOfTheirRangeAreRefused() {
    assertThat(
            problems(
                Severity.ERROR,
                Map.of("check_interval", "-1s", "limit_mib", -1, "limit_percentage", 101)))
        .containsExactlyInAnyOrder(
            "check_interval: is -1s; it must be above 0, such as 1s",
            "limit_mib: is -1; it must be between 0 and 2147483647",
            "limit_percentage: is 101; it must be between 0 and 100");
  }

  @Test
  void theCollectorsPausesOfCollectionsAreWarnedOf() {
    assertThat(
            problems(
                Severity.WARNING,
                Map.of(
                    "check_interval",
                    "1s",
                    "limit_percentage",
                    80,
                    "min_gc_interval_when_hard_limited",
                    "0s")))
        .singleElement()
        .asString()
        .contains("min_gc_interval_when_hard_limited")
        .contains("collections are left to the JVM and never asked for");
  }

  @Test
  void aLimitThatTheHeapNeverReachesIsWarnedOf() {
    assertThat(problems(Severity.WARNING, Map.of("check_interval", "1s", "limit_mib", 1_000_000)))
        .singleElement()
        .asString()
        .startsWith("limit_mib: is 1000000, the largest heap here ")
        .endsWith(" MiB (-Xmx): the heap is full before the limit is reached");
  }

  private static List<String> problems(Severity severity, Map<String, Object> mapping) {
    return ConfigBinder.bind(ConfigNodes.of(mapping), "", MemoryLimiterConfig.defaults())
        .problems()
        .stream()
        .filter(problem -> problem.severity() == severity)
        .map(MemoryLimiterFactoryTest::words)
        .toList();
  }

  private static String words(ConfigProblem problem) {
    return problem.path() + ": " + problem.message();
  }
}
