package io.flaregate.phlare.cli;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.config.KvStoreConfig.Store;
import io.flaregate.phlare.config.PhlareExporterConfig;
import io.flaregate.phlare.config.PhlareRingConfig;
import io.flaregate.phlare.extension.PhlareExtensionConfig;
import io.flaregate.phlare.membership.stores.MembershipSource;
import io.flaregate.spi.command.CommandHost;
import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.ComponentKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An exporter {@code phlare} of a gateway's configuration, for commands that do its work without
 * the gateway.
 *
 * @param id its id
 * @param config what is configured for it
 * @param ring its own ring, else that of the extension {@code phlare}; null if it has none
 */
public record ConfiguredExporter(
    ComponentId id, PhlareExporterConfig config, @Nullable PhlareRingConfig ring) {
  private static final String TYPE = "phlare";

  public ConfiguredExporter {
    requireNonNull(id, "id is null");
    requireNonNull(config, "config is null");
  }

  /**
   * Finds one.
   *
   * @param exporter its id, as a person wrote it; null: the only one there is
   * @throws IOException if the file cannot be read, is not valid, or has no such exporter
   * @throws IllegalArgumentException if it is not clear which is meant; the message tells the
   *     option
   */
  public static ConfiguredExporter read(CommandHost host, Path file, @Nullable String exporter)
      throws IOException {
    Map<ComponentId, PhlareExporterConfig> exporters =
        host.components(file, ComponentKind.EXPORTER, TYPE, PhlareExporterConfig.defaults());
    ComponentId id = choose(file, exporters, exporter);
    PhlareExporterConfig chosen = exporters.get(id);
    if (chosen == null) {
      throw new IOException(file + " has no exporter " + id);
    }
    return new ConfiguredExporter(id, chosen, ring(host, file, chosen));
  }

  private static ComponentId choose(
      Path file, Map<ComponentId, PhlareExporterConfig> exporters, @Nullable String exporter)
      throws IOException {
    if (exporter != null) {
      try {
        return ComponentId.parse(exporter);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("--exporter: " + e.getMessage(), e);
      }
    }
    if (exporters.isEmpty()) {
      throw new IOException(file + " has no exporter of type phlare");
    }
    if (exporters.size() > 1) {
      throw new IllegalArgumentException(
          "--config has several exporters, name one with --exporter: " + exporters.keySet());
    }
    return exporters.keySet().iterator().next();
  }

  private static @Nullable PhlareRingConfig ring(
      CommandHost host, Path file, PhlareExporterConfig chosen) throws IOException {
    if (chosen.ring() != null || !chosen.endpoint().isEmpty()) {
      return chosen.ring();
    }
    PhlareExtensionConfig shared =
        host.components(file, ComponentKind.EXTENSION, TYPE, PhlareExtensionConfig.defaults())
            .get(MembershipSource.EXTENSION);
    return shared == null ? null : shared.ring();
  }

  /** What messages call it. */
  public String name() {
    return "exporter " + id;
  }

  /** Whether its ring is known to the running gateway alone. */
  public boolean isRingOfGatewayAlone() {
    return ring != null && ring.kvstore().store() == Store.INMEMORY;
  }
}
