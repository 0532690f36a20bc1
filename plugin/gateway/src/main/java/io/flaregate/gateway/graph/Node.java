package io.flaregate.gateway.graph;

import io.flaregate.gateway.plugins.PluginScope;
import io.flaregate.spi.component.Component;
import io.flaregate.spi.component.Settings;

/**
 * A made component.
 *
 * @param key its name
 * @param component the component itself
 * @param scope the class loader of its plugin
 * @param settings what it was made with
 */
record Node(ComponentKey key, Component component, PluginScope scope, Settings settings) {}
