package io.flaregate.spi.receiver;

import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.ComponentFactory;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.consumer.ProfilesConsumer;

/** Makes receivers of one type. */
public interface ReceiverFactory<C extends Record> extends ComponentFactory<C> {

  /**
   * Makes a receiver; {@code next} is ready to be kept, and to be called from start on. A receiver
   * that stands in several pipelines is made once, and {@code next} fans out.
   *
   * @throws ComponentException if this configuration cannot work
   */
  Receiver create(Settings settings, C config, ProfilesConsumer next) throws ComponentException;
}
