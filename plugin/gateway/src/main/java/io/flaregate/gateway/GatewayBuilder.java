package io.flaregate.gateway;

import static java.util.Objects.requireNonNull;

import io.flaregate.gateway.config.ConfigLoader;
import io.flaregate.gateway.config.Environment;
import io.flaregate.gateway.config.GatewayConfig;
import io.flaregate.gateway.config.InvalidConfigException;
import io.flaregate.gateway.graph.GraphPlan;
import io.flaregate.gateway.graph.GraphPlanner;
import io.flaregate.gateway.plugins.LoadedPlugin;
import io.flaregate.gateway.plugins.PluginCatalog;
import io.flaregate.gateway.plugins.PluginException;
import io.flaregate.gateway.plugins.PluginLoader;
import io.flaregate.spi.FlaregatePlugin;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.config.ConfigProblem;
import io.flaregate.transport.yaml.ConfigSource;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sets up a {@link Gateway}: a configuration, and plugins from the class path, from a folder, or at
 * hand. Used once; not thread-safe.
 */
public final class GatewayBuilder {
  private final List<LoadedPlugin> plugins = new ArrayList<>();
  private final List<String> overrides = new ArrayList<>();
  private Environment environment = Environment.SYSTEM;
  private Clock clock = Clock.systemUTC();
  private @Nullable ConfigSource source;
  private @Nullable Path file;

  GatewayBuilder() {}

  /** Takes the configuration from a file. */
  public GatewayBuilder configFile(Path path) {
    file = requireNonNull(path, "path is null");
    return this;
  }

  /**
   * Takes the configuration from a text.
   *
   * @param name what messages call it
   */
  public GatewayBuilder configText(String name, String text) {
    source = new ConfigSource(name, text);
    return this;
  }

  /** Sets a value over the configuration's: {@code service::admin::endpoint=localhost:0}. */
  public GatewayBuilder set(String assignment) {
    overrides.add(requireNonNull(assignment, "assignment is null"));
    return this;
  }

  /** Where {@code ${env:NAME}} looks; the process's environment unless said. */
  public GatewayBuilder environment(Environment variables) {
    environment = requireNonNull(variables, "variables is null");
    return this;
  }

  /** The wall clock of the components; the system's unless said. */
  public GatewayBuilder clock(Clock wallClock) {
    clock = requireNonNull(wallClock, "wallClock is null");
    return this;
  }

  /** Adds a plugin. */
  public GatewayBuilder plugin(FlaregatePlugin plugin) {
    plugins.add(LoadedPlugin.of(plugin));
    return this;
  }

  /** Adds plugins that were loaded before. */
  public GatewayBuilder plugins(List<LoadedPlugin> loaded) {
    plugins.addAll(loaded);
    return this;
  }

  /**
   * Adds all plugins that the class loader of the SPI sees.
   *
   * @throws GatewayException if one cannot be loaded
   */
  public GatewayBuilder pluginsOfClassPath() throws GatewayException {
    return load(() -> new PluginLoader().fromClassPath(FlaregatePlugin.class.getClassLoader()));
  }

  /**
   * Adds the plugins of a folder, each with a class loader of its own.
   *
   * @throws GatewayException if one cannot be loaded
   */
  public GatewayBuilder pluginFolder(Path folder) throws GatewayException {
    return load(() -> new PluginLoader().fromFolder(folder));
  }

  private interface Load {
    List<LoadedPlugin> plugins() throws PluginException;
  }

  private GatewayBuilder load(Load load) throws GatewayException {
    try {
      plugins.addAll(load.plugins());
      return this;
    } catch (PluginException e) {
      throw new GatewayException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Reads the configuration and makes the components; nothing is opened yet.
   *
   * @throws InvalidConfigException with everything that is wrong with the configuration
   * @throws GatewayException if plugins or components do not fit
   */
  public Gateway build() throws InvalidConfigException, GatewayException {
    try {
      PluginCatalog catalog = PluginCatalog.of(plugins, Set.of());
      ConfigLoader loader = new ConfigLoader(environment, overrides);
      GatewayConfig config = load(loader);
      GraphPlan plan = GraphPlanner.plan(config, catalog, loader.found());
      List<ConfigProblem> warnings = loader.check();
      return new Gateway(config.service(), plan, warnings, clock);
    } catch (PluginException | ComponentException e) {
      throw new GatewayException(String.valueOf(e.getMessage()), e);
    }
  }

  private GatewayConfig load(ConfigLoader loader) throws InvalidConfigException {
    Path path = file;
    if (path != null) {
      return loader.load(path);
    }
    return loader.load(requireNonNull(source, "no configuration was given"));
  }
}
