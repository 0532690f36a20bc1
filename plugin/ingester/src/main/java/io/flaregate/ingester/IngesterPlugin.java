package io.flaregate.ingester;

import io.flaregate.spi.FlaregatePlugin;
import io.flaregate.spi.extension.ExtensionFactory;
import java.util.List;

/** Offers the extension {@code ingester}. */
public final class IngesterPlugin implements FlaregatePlugin {
  @Override
  public String name() {
    return "ingester";
  }

  @Override
  public List<ExtensionFactory<?>> extensions() {
    return List.of(new IngesterFactory());
  }
}
