package io.flaregate.phlare.processor;

import io.flaregate.phlare.testing.FullLimits;
import io.flaregate.spi.component.ComponentFactory;
import io.flaregate.spi.testing.ComponentFactoryContract;
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
        FullLimits.mapping(),
        "service_name",
        Map.of(
            "attributes",
            List.of("app", "service.name"),
            "fallback",
            "nameless",
            "sample_attribute",
            "svc",
            "from_executable",
            false,
            "from_kubernetes",
            true),
        "sample_only_labels",
        List.of("thread"),
        "drop_resource_attributes",
        List.of("process.pid"));
  }

  @Override
  protected PhlareProcessorConfig fullConfig() {
    return new PhlareProcessorConfig(
        FullLimits.config(),
        new ServiceNameConfig(List.of("app", "service.name"), "nameless", "svc", false, true),
        List.of("thread"),
        List.of("process.pid"));
  }
}
