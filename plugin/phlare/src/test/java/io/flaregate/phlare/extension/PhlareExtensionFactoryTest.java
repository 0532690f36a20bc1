package io.flaregate.phlare.extension;

import io.flaregate.phlare.limits.RateStrategy;
import io.flaregate.phlare.overrides.RuntimeConfig;
import io.flaregate.phlare.testing.FullLimits;
import io.flaregate.spi.component.ComponentFactory;
import io.flaregate.spi.testing.ComponentFactoryContract;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

class PhlareExtensionFactoryTest extends ComponentFactoryContract<PhlareExtensionConfig> {
  @Override
  protected ComponentFactory<PhlareExtensionConfig> factory() {
    return new PhlareExtensionFactory();
  }

  @Override
  protected Map<String, Object> fullMapping() {
    return Map.of(
        "limits",
        FullLimits.mapping(),
        "runtime_config",
        Map.of("file", "overrides.yaml", "period", "3s"),
        "ingestion_rate_strategy",
        "local");
  }

  /** The exporter's tests have them all. */
  @Override
  protected Set<String> keysLeftOut() {
    return Set.of("ring");
  }

  @Override
  protected PhlareExtensionConfig fullConfig() {
    return new PhlareExtensionConfig(
        FullLimits.config(),
        new RuntimeConfig("overrides.yaml", Duration.ofSeconds(3)),
        RateStrategy.LOCAL,
        null);
  }
}
