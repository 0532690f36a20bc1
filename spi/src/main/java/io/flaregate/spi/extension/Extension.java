package io.flaregate.spi.extension;

import io.flaregate.spi.component.Component;

/** Serves other components (a ring, limits, a health check) and sees no profiles. */
public interface Extension extends Component {}
