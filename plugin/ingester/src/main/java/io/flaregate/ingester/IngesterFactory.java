package io.flaregate.ingester;

import io.flaregate.spi.component.Settings;
import io.flaregate.spi.extension.ExtensionFactory;

/** Makes extensions of type {@code ingester}. */
public final class IngesterFactory implements ExtensionFactory<IngesterConfig> {
  @Override
  public String type() {
    return "ingester";
  }

  @Override
  public Class<IngesterConfig> configClass() {
    return IngesterConfig.class;
  }

  @Override
  public IngesterConfig defaultConfig() {
    return IngesterConfig.defaults();
  }

  @Override
  public IngesterExtension create(Settings settings, IngesterConfig config) {
    return new IngesterExtension(settings, config);
  }
}
