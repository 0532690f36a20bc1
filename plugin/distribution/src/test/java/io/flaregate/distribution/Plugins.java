package io.flaregate.distribution;

import io.flaregate.spi.FlaregatePlugin;
import io.flaregate.spi.component.ComponentFactory;
import io.flaregate.spi.component.ComponentKind;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.BiConsumer;

/** The components that the distribution ships, always in the same order. */
final class Plugins {
  private Plugins() {}

  /** Shows each component's kind and factory: receivers first, within a kind by plugin. */
  static void forEach(BiConsumer<ComponentKind, ComponentFactory<?>> taker) {
    List<FlaregatePlugin> plugins =
        ServiceLoader.load(FlaregatePlugin.class).stream()
            .map(ServiceLoader.Provider::get)
            .sorted(Comparator.comparing(FlaregatePlugin::name))
            .toList();
    plugins.forEach(p -> p.receivers().forEach(f -> taker.accept(ComponentKind.RECEIVER, f)));
    plugins.forEach(p -> p.processors().forEach(f -> taker.accept(ComponentKind.PROCESSOR, f)));
    plugins.forEach(p -> p.exporters().forEach(f -> taker.accept(ComponentKind.EXPORTER, f)));
    plugins.forEach(p -> p.extensions().forEach(f -> taker.accept(ComponentKind.EXTENSION, f)));
  }
}
