package io.flaregate.phlare.extension;

import io.flaregate.spi.component.Settings;
import io.flaregate.spi.extension.Extension;
import io.flaregate.spi.extension.ExtensionFactory;

/** Makes extensions {@code phlare}. */
public final class PhlareExtensionFactory implements ExtensionFactory<PhlareExtensionConfig> {

  /** A factory. */
  public PhlareExtensionFactory() {}

  @Override
  public String type() {
    return "phlare";
  }

  @Override
  public Class<PhlareExtensionConfig> configClass() {
    return PhlareExtensionConfig.class;
  }

  @Override
  public PhlareExtensionConfig defaultConfig() {
    return PhlareExtensionConfig.defaults();
  }

  @Override
  public Extension create(Settings settings, PhlareExtensionConfig config) {
    return new PhlareExtension(settings, config);
  }
}
