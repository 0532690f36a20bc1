package io.flaregate.spi.exporter;

import io.flaregate.spi.component.Component;
import io.flaregate.spi.consumer.ProfilesConsumer;

/** Sends profiles out of the host. Its stage completes when they are stored, not when queued. */
public interface Exporter extends Component, ProfilesConsumer {}
