package io.flaregate.phlare.cli;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.command.CommandHost;
import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.ComponentKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A host from before {@link CommandHost}, which reads no configurations.
 *
 * @param instead the option that does without
 */
public record NoConfigurations(String instead) implements CommandHost {
  public NoConfigurations {
    requireNonNull(instead, "instead is null");
  }

  @Override
  public <C extends Record> Map<ComponentId, C> components(
      Path file, ComponentKind kind, String type, C defaults) throws IOException {
    throw new IOException("this host reads no configurations for commands; use " + instead);
  }
}
