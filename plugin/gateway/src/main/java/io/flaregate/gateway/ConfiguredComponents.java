package io.flaregate.gateway;

import io.flaregate.gateway.config.ConfigLoader;
import io.flaregate.gateway.config.Environment;
import io.flaregate.gateway.config.GatewayConfig.ComponentConfig;
import io.flaregate.gateway.config.InvalidConfigException;
import io.flaregate.spi.command.CommandHost;
import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.ComponentKind;
import io.flaregate.spi.config.Binding;
import io.flaregate.spi.config.ConfigBinder;
import io.flaregate.spi.config.ConfigProblem;
import io.flaregate.spi.config.ConfigProblem.Severity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Gives commands the configurations of components, as a gateway would read them. */
final class ConfiguredComponents implements CommandHost {
  private final Environment environment;

  ConfiguredComponents() {
    this(Environment.SYSTEM);
  }

  ConfiguredComponents(Environment environment) {
    this.environment = environment;
  }

  @Override
  public <C extends Record> Map<ComponentId, C> components(
      Path file, ComponentKind kind, String type, C defaults) throws IOException {
    Map<ComponentId, C> found = new LinkedHashMap<>();
    ConfigLoader loader = new ConfigLoader(environment, List.of());
    try {
      for (ComponentConfig component : loader.load(file).components(kind).values()) {
        if (component.id().type().equals(type)) {
          Binding<C> binding = ConfigBinder.bind(component.node(), component.path(), defaults);
          loader.found().addAll(binding.problems());
          found.put(component.id(), binding.value());
        }
      }
      List<ConfigProblem> unused = loader.check();
    } catch (InvalidConfigException e) {
      throw new IOException(
          e.problems().stream()
              .filter(problem -> problem.severity() == Severity.ERROR)
              .map(ConfigProblem::toString)
              .collect(Collectors.joining(System.lineSeparator())),
          e);
    }
    return found;
  }
}
