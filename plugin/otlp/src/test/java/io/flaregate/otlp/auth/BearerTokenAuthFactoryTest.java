package io.flaregate.otlp.auth;

import io.flaregate.spi.component.ComponentFactory;
import io.flaregate.spi.config.Secret;
import io.flaregate.spi.testing.ComponentFactoryContract;
import java.util.Map;
import java.util.Set;

class BearerTokenAuthFactoryTest extends ComponentFactoryContract<BearerTokenAuthConfig> {
  @Override
  protected ComponentFactory<BearerTokenAuthConfig> factory() {
    return new BearerTokenAuthFactory();
  }

  @Override
  protected BearerTokenAuthConfig startableConfig() {
    return new BearerTokenAuthConfig("Authorization", "Bearer", new Secret("t"), "");
  }

  @Override
  protected Set<String> requiredKeys() {
    return Set.of("filename");
  }

  @Override
  protected Map<String, Object> fullMapping() {
    return Map.of("header", "X-Token", "scheme", "Api", "filename", "/tokens");
  }

  @Override
  protected BearerTokenAuthConfig fullConfig() {
    return new BearerTokenAuthConfig("X-Token", "Api", new Secret(""), "/tokens");
  }

  /** It excludes the file. */
  @Override
  protected Set<String> keysLeftOut() {
    return Set.of("token");
  }
}
