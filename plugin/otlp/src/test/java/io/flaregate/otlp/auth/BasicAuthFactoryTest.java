package io.flaregate.otlp.auth;

import io.flaregate.spi.component.ComponentFactory;
import io.flaregate.spi.config.Secret;
import io.flaregate.spi.testing.ComponentFactoryContract;
import java.util.Map;
import java.util.Set;

class BasicAuthFactoryTest extends ComponentFactoryContract<BasicAuthConfig> {
  private static final String LINE = Logins.line("eva", "secret", "");

  @Override
  protected ComponentFactory<BasicAuthConfig> factory() {
    return new BasicAuthFactory();
  }

  @Override
  protected BasicAuthConfig startableConfig() {
    return new BasicAuthConfig(new BasicAuthConfig.HtpasswdConfig("", new Secret(LINE)));
  }

  @Override
  protected Set<String> requiredKeys() {
    return Set.of("htpasswd");
  }

  @Override
  protected Map<String, Object> fullMapping() {
    return Map.of("htpasswd", Map.of("file", "/htpasswd", "inline", LINE));
  }

  @Override
  protected BasicAuthConfig fullConfig() {
    return new BasicAuthConfig(new BasicAuthConfig.HtpasswdConfig("/htpasswd", new Secret(LINE)));
  }
}
