package io.flaregate.gateway.plugins;

import io.flaregate.spi.command.Command;
import io.flaregate.spi.component.ComponentFactory;
import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.ComponentKind;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The factories and commands of all plugins. Two of one name are refused. */
public final class PluginCatalog {
  private final List<LoadedPlugin> plugins;
  private final Map<ComponentKind, SortedMap<String, Offer>> factories =
      new EnumMap<>(ComponentKind.class);
  private final SortedMap<String, CommandOffer> commands = new TreeMap<>();

  /**
   * A factory and who offers it.
   *
   * @param kind the kind of component that it makes
   * @param factory the factory
   * @param plugin the plugin
   */
  public record Offer(ComponentKind kind, ComponentFactory<?> factory, LoadedPlugin plugin) {}

  /**
   * A command and who offers it.
   *
   * @param command the command
   * @param plugin the plugin
   */
  public record CommandOffer(Command command, LoadedPlugin plugin) {}

  private PluginCatalog(List<LoadedPlugin> plugins) {
    this.plugins = plugins;
    for (ComponentKind kind : ComponentKind.values()) {
      factories.put(kind, new TreeMap<>());
    }
  }

  /**
   * Asks plugins for what they offer.
   *
   * @param reserved names that no command may have
   * @throws PluginException if two offer the same, or one fails
   */
  public static PluginCatalog of(Collection<LoadedPlugin> plugins, Set<String> reserved)
      throws PluginException {
    PluginCatalog catalog = new PluginCatalog(List.copyOf(plugins));
    for (LoadedPlugin plugin : plugins) {
      try {
        catalog.add(plugin, reserved);
      } catch (LinkageError | RuntimeException e) {
        throw new PluginException(plugin + " fails: " + e, e);
      }
    }
    return catalog;
  }

  private void add(LoadedPlugin plugin, Set<String> reserved) throws PluginException {
    PluginScope scope = plugin.scope();
    addAll(ComponentKind.RECEIVER, scope.get(plugin.plugin()::receivers), plugin);
    addAll(ComponentKind.PROCESSOR, scope.get(plugin.plugin()::processors), plugin);
    addAll(ComponentKind.EXPORTER, scope.get(plugin.plugin()::exporters), plugin);
    addAll(ComponentKind.EXTENSION, scope.get(plugin.plugin()::extensions), plugin);
    for (Command command : scope.get(plugin.plugin()::commands)) {
      String name = scope.get(command::name);
      if (reserved.contains(name)) {
        throw new PluginException(
            "the command \"" + name + "\" of " + plugin + " is one of the gateway's own");
      }
      CommandOffer known = commands.putIfAbsent(name, new CommandOffer(command, plugin));
      if (known != null) {
        throw twice("command", name, known.plugin(), plugin);
      }
    }
  }

  private void addAll(
      ComponentKind kind, List<? extends ComponentFactory<?>> offered, LoadedPlugin plugin)
      throws PluginException {
    for (ComponentFactory<?> factory : offered) {
      String type = plugin.scope().get(factory::type);
      checkType(kind, type, plugin);
      Offer known = map(kind).putIfAbsent(type, new Offer(kind, factory, plugin));
      if (known != null) {
        throw twice(kind.label(), type, known.plugin(), plugin);
      }
    }
  }

  private static void checkType(ComponentKind kind, String type, LoadedPlugin plugin)
      throws PluginException {
    try {
      ComponentId unused = new ComponentId(type, "");
    } catch (IllegalArgumentException e) {
      throw new PluginException(plugin + " offers a " + kind.label() + ": " + e.getMessage(), e);
    }
  }

  private static PluginException twice(
      String what, String name, LoadedPlugin one, LoadedPlugin other) {
    return new PluginException(
        "the " + what + " \"" + name + "\" is offered twice: by " + one + " and by " + other);
  }

  private SortedMap<String, Offer> map(ComponentKind kind) {
    return factories.computeIfAbsent(kind, key -> new TreeMap<>());
  }

  /** The factories of a kind by their types. */
  public SortedMap<String, Offer> factories(ComponentKind kind) {
    return Collections.unmodifiableSortedMap(map(kind));
  }

  /** The factory of a kind and type, if there is one. */
  public @Nullable Offer factory(ComponentKind kind, String type) {
    return map(kind).get(type);
  }

  /** The commands by their names. */
  public SortedMap<String, CommandOffer> commands() {
    return Collections.unmodifiableSortedMap(commands);
  }

  /** All plugins. */
  public List<LoadedPlugin> plugins() {
    return plugins;
  }
}
