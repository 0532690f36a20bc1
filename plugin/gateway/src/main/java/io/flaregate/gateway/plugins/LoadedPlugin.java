package io.flaregate.gateway.plugins;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.FlaregatePlugin;

/**
 * A plugin and where it came from.
 *
 * @param name its name
 * @param plugin the plugin
 * @param scope its class loader
 * @param origin its jar or folder, for messages
 */
public record LoadedPlugin(String name, FlaregatePlugin plugin, PluginScope scope, String origin) {
  public LoadedPlugin {
    requireNonNull(name, "name is null");
    requireNonNull(plugin, "plugin is null");
    requireNonNull(scope, "scope is null");
    requireNonNull(origin, "origin is null");
  }

  /** A plugin that whoever embeds the gateway has at hand. */
  public static LoadedPlugin of(FlaregatePlugin plugin) {
    return new LoadedPlugin(
        plugin.name(),
        plugin,
        new PluginScope(plugin.getClass().getClassLoader()),
        plugin.getClass().getName());
  }

  @Override
  public String toString() {
    return "plugin \"" + name + "\" (" + plugin.getClass().getName() + " in " + origin + ")";
  }
}
