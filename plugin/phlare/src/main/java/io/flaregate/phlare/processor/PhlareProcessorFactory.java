package io.flaregate.phlare.processor;

import io.flaregate.spi.component.Settings;
import io.flaregate.spi.consumer.ProfilesConsumer;
import io.flaregate.spi.processor.Processor;
import io.flaregate.spi.processor.ProcessorFactory;

/** Makes processors {@code phlare}. */
public final class PhlareProcessorFactory implements ProcessorFactory<PhlareProcessorConfig> {
  @Override
  public String type() {
    return "phlare";
  }

  @Override
  public Class<PhlareProcessorConfig> configClass() {
    return PhlareProcessorConfig.class;
  }

  @Override
  public PhlareProcessorConfig defaultConfig() {
    return PhlareProcessorConfig.defaults();
  }

  @Override
  public Processor create(Settings settings, PhlareProcessorConfig config, ProfilesConsumer next) {
    return new PhlareProcessor(settings, config, next);
  }
}
