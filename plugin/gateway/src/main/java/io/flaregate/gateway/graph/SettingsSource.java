package io.flaregate.gateway.graph;

import io.flaregate.gateway.plugins.PluginScope;
import io.flaregate.spi.component.Settings;

/** Gives each new component its settings. */
@FunctionalInterface
public interface SettingsSource {
  /** The settings of a component whose plugin has this scope. */
  Settings settings(ComponentKey key, PluginScope scope);
}
