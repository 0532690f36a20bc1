package io.flaregate.otlp.auth;

import io.flaregate.spi.component.Settings;
import io.flaregate.spi.extension.ExtensionFactory;

/** Makes extensions that know senders by a token. */
public final class BearerTokenAuthFactory implements ExtensionFactory<BearerTokenAuthConfig> {
  @Override
  public String type() {
    return "bearertokenauth";
  }

  @Override
  public Class<BearerTokenAuthConfig> configClass() {
    return BearerTokenAuthConfig.class;
  }

  @Override
  public BearerTokenAuthConfig defaultConfig() {
    return BearerTokenAuthConfig.defaults();
  }

  @Override
  public BearerTokenAuth create(Settings settings, BearerTokenAuthConfig config) {
    return new BearerTokenAuth(settings, config);
  }
}
