package io.flaregate.spi.extension;

import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.ComponentFactory;
import io.flaregate.spi.component.Settings;

/** Makes extensions of one type. */
public interface ExtensionFactory<C extends Record> extends ComponentFactory<C> {

  /**
   * Makes an extension.
   *
   * @throws ComponentException if this configuration cannot work
   */
  Extension create(Settings settings, C config) throws ComponentException;
}
