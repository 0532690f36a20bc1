package io.flaregate.spi.command;

import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.ComponentKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** What the host of a command offers to it. */
public interface CommandHost {

  /**
   * Reads the configurations of components from a file as the host itself does when it runs it:
   * environment variables expanded, every problem told with its line. No component is made.
   *
   * @param file the configuration of a gateway, in YAML
   * @param type the components' type: {@code phlare} finds {@code phlare} and {@code phlare/second}
   * @param defaults the record about which the file says nothing
   * @return in the order of the file; empty if it has none of that kind and type
   * @throws IOException if the file cannot be read or is not valid; the message has a line for each
   *     problem and none of the values that come from the environment
   */
  <C extends Record> Map<ComponentId, C> components(
      Path file, ComponentKind kind, String type, C defaults) throws IOException;
}
