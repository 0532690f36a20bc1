package io.flaregate.phlare.testing;

import io.flaregate.phlare.config.PhlareExporterConfig;
import io.flaregate.phlare.config.PhlareRingConfig;
import io.flaregate.phlare.extension.PhlareExtensionConfig;
import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.phlare.limits.RateStrategy;
import io.flaregate.phlare.overrides.RuntimeConfig;
import io.flaregate.spi.command.CommandHost;
import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.ComponentKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A host that gives the same exporters and extensions {@code phlare} for any file there is. */
public final class FakeCommandHost implements CommandHost {
  private final Map<ComponentId, Record> exporters = new LinkedHashMap<>();
  private final Map<ComponentId, Record> extensions = new LinkedHashMap<>();

  /** Adds or replaces an exporter. */
  public void exporter(String id, PhlareExporterConfig config) {
    exporters.put(ComponentId.parse(id), config);
  }

  /** Adds or replaces the extension {@code phlare}, with this ring. */
  public void extension(PhlareRingConfig ring) {
    PhlareExtensionConfig config =
        new PhlareExtensionConfig(
            LimitsConfig.defaults(), RuntimeConfig.defaults(), RateStrategy.GLOBAL, ring);
    extensions.put(ComponentId.parse("phlare"), config);
  }

  /** Forgets all exporters. */
  public void clear() {
    exporters.clear();
  }

  @Override
  public <C extends Record> Map<ComponentId, C> components(
      Path file, ComponentKind kind, String type, C defaults) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException(file + " does not exist");
    }
    if (!type.equals("phlare")) {
      throw new AssertionError("components of type " + type);
    }
    Map<ComponentId, C> found = new LinkedHashMap<>();
    (kind == ComponentKind.EXPORTER ? exporters : extensions)
        .forEach(
            (id, config) -> {
              @SuppressWarnings("unchecked") // the kind says which
              C same = (C) config;
              found.put(id, same);
            });
    return found;
  }
}
