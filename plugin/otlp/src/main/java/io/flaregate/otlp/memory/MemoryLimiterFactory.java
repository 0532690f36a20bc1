package io.flaregate.otlp.memory;

import io.flaregate.spi.component.Settings;
import io.flaregate.spi.consumer.ProfilesConsumer;
import io.flaregate.spi.processor.Processor;
import io.flaregate.spi.processor.ProcessorFactory;

/** Makes processors {@code memory_limiter}. */
public final class MemoryLimiterFactory implements ProcessorFactory<MemoryLimiterConfig> {
  @Override
  public String type() {
    return "memory_limiter";
  }

  @Override
  public Class<MemoryLimiterConfig> configClass() {
    return MemoryLimiterConfig.class;
  }

  @Override
  public MemoryLimiterConfig defaultConfig() {
    return MemoryLimiterConfig.defaults();
  }

  @Override
  public Processor create(Settings settings, MemoryLimiterConfig config, ProfilesConsumer next) {
    return new MemoryLimiter(settings, config, next, new JvmMemory(), System::nanoTime);
  }
}
