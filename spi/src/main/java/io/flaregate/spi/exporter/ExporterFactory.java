package io.flaregate.spi.exporter;

import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.ComponentFactory;
import io.flaregate.spi.component.Settings;

/** Makes exporters of one type. */
public interface ExporterFactory<C extends Record> extends ComponentFactory<C> {

  /**
   * Makes an exporter. One that stands in several pipelines is made once.
   *
   * @throws ComponentException if this configuration cannot work
   */
  Exporter create(Settings settings, C config) throws ComponentException;
}
