package io.flaregate.otlp.auth;

import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.extension.ExtensionFactory;

/** Makes extensions that know senders by name and password. */
public final class BasicAuthFactory implements ExtensionFactory<BasicAuthConfig> {
  @Override
  public String type() {
    return "basicauth";
  }

  @Override
  public Class<BasicAuthConfig> configClass() {
    return BasicAuthConfig.class;
  }

  @Override
  public BasicAuthConfig defaultConfig() {
    return BasicAuthConfig.defaults();
  }

  @Override
  public BasicAuth create(Settings settings, BasicAuthConfig config) throws ComponentException {
    return new BasicAuth(settings, config);
  }
}
