package io.flaregate.spi.receiver;

import io.flaregate.spi.component.Component;

/** Takes profiles from outside and hands them to the consumer that its factory was given. */
public interface Receiver extends Component {}
