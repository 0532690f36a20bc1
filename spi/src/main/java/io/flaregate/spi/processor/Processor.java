package io.flaregate.spi.processor;

import io.flaregate.spi.component.Component;
import io.flaregate.spi.consumer.ProfilesConsumer;

/** Changes or refuses profiles and passes the rest to the consumer that its factory was given. */
public interface Processor extends Component, ProfilesConsumer {}
