package io.flaregate.phlare.exporter;

import io.flaregate.phlare.config.Ack;
import io.flaregate.phlare.config.PhlareExporterConfig;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.exporter.Exporter;
import io.flaregate.spi.exporter.ExporterFactory;

/** Makes the exporter {@code phlare}. */
public final class PhlareExporterFactory implements ExporterFactory<PhlareExporterConfig> {

  /** A factory. */
  public PhlareExporterFactory() {}

  @Override
  public String type() {
    return "phlare";
  }

  @Override
  public Class<PhlareExporterConfig> configClass() {
    return PhlareExporterConfig.class;
  }

  @Override
  public PhlareExporterConfig defaultConfig() {
    return PhlareExporterConfig.defaults();
  }

  @Override
  public Exporter create(Settings settings, PhlareExporterConfig config) throws ComponentException {
    // A host has validated the configuration; one that embeds the exporter may not have.
    if ((config.ring() == null) == config.endpoint().isEmpty()) {
      throw new ComponentException(
          "exporter " + settings.id() + " needs ring or endpoint, and not both");
    }
    if (config.ack() == Ack.DURABLE && config.wal().directory().isBlank()) {
      throw new ComponentException(
          "exporter " + settings.id() + " needs wal.directory for ack: durable");
    }
    return new PhlareExporter(settings, config);
  }
}
