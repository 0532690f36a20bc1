package io.flaregate.gateway.cli;

import static java.util.Objects.requireNonNull;

import io.flaregate.gateway.plugins.PluginCatalog;
import io.flaregate.gateway.plugins.PluginCatalog.Offer;
import io.flaregate.spi.component.ComponentFactory;
import io.flaregate.spi.component.ComponentKind;
import io.flaregate.spi.config.ConfigKey;
import io.flaregate.spi.config.ConfigReference;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code flaregate components}: what a configuration may name. */
@Command(
    name = "components",
    description = "List the components that a configuration may name, and their plugins.",
    mixinStandardHelpOptions = true)
public final class ComponentsCommand implements Callable<Integer> {
  private final PluginCatalog catalog;
  private final PrintStream out;

  @Option(
      names = "--keys",
      description = "Also list every key of each component with its type and default.")
  private boolean keys;

  public ComponentsCommand(PluginCatalog catalog, PrintStream out) {
    this.catalog = requireNonNull(catalog, "catalog is null");
    this.out = requireNonNull(out, "out is null");
  }

  @Override
  public Integer call() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("KIND", "TYPE", "STABILITY", "PLUGIN", "FROM"));
    for (ComponentKind kind : ComponentKind.values()) {
      for (Offer offer : catalog.factories(kind).values()) {
        rows.add(
            List.of(
                kind.label(),
                offer.factory().type(),
                offer.factory().stability().name().toLowerCase(Locale.ROOT),
                offer.plugin().name(),
                offer.plugin().origin()));
      }
    }
    Printing.table(rows, out);
    if (keys) {
      for (ComponentKind kind : ComponentKind.values()) {
        catalog.factories(kind).values().forEach(this::printKeys);
      }
    }
    return 0;
  }

  private void printKeys(Offer offer) {
    ComponentFactory<?> factory = offer.factory();
    out.println();
    out.println(offer.kind().section() + "::" + factory.type());
    List<List<String>> rows = new ArrayList<>();
    for (ConfigKey key : ConfigReference.of(factory.defaultConfig())) {
      String value = key.defaultValue().isEmpty() ? "\"\"" : key.defaultValue();
      rows.add(List.of("  " + key.path(), value, key.type(), key.description()));
    }
    Printing.table(rows, out);
  }
}
