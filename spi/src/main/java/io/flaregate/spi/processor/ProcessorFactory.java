package io.flaregate.spi.processor;

import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.ComponentFactory;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.consumer.ProfilesConsumer;

/** Makes processors of one type. */
public interface ProcessorFactory<C extends Record> extends ComponentFactory<C> {

  /**
   * Makes a processor for one pipeline.
   *
   * @throws ComponentException if this configuration cannot work
   */
  Processor create(Settings settings, C config, ProfilesConsumer next) throws ComponentException;
}
