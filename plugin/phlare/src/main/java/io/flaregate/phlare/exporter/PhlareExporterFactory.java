package io.flaregate.phlare.exporter;

import io.flaregate.phlare.config.Ack;
import io.flaregate.phlare.config.PhlareExporterConfig;
import io.flaregate.phlare.extension.PhlareExtensionConfig;
import io.flaregate.phlare.membership.stores.MembershipSource;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.exporter.Exporter;
import io.flaregate.spi.exporter.ExporterFactory;
import java.util.List;
import java.util.Map;

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

  /** Without a ring of its own and without an endpoint, the extension must have a ring. */
  @Override
  public List<String> problemsBeside(
      PhlareExporterConfig config, Map<ComponentId, Record> extensions) {
    if (config.ring() != null || !config.endpoint().isEmpty()) {
      return List.of();
    }
    boolean shared =
        extensions.get(MembershipSource.EXTENSION) instanceof PhlareExtensionConfig extension
            && extension.ring() != null;
    return shared
        ? List.of()
        : List.of(
            "needs ring (ingesters) or endpoint (a remote distributor), or the extension phlare"
                + " with a ring");
  }

  @Override
  public Exporter create(Settings settings, PhlareExporterConfig config) throws ComponentException {
    // A host has validated the configuration; one that embeds the exporter may not have.
    if (config.ring() != null && !config.endpoint().isEmpty()) {
      throw new ComponentException(
          "exporter " + settings.id() + " has both ring and endpoint; only one can be used");
    }
    if (config.ack() == Ack.DURABLE && config.wal().directory().isBlank()) {
      throw new ComponentException(
          "exporter " + settings.id() + " needs wal.directory for ack: durable");
    }
    return new PhlareExporter(settings, config);
  }
}
