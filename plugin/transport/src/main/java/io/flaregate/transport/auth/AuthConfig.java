package io.flaregate.transport.auth;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.Host;
import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import io.flaregate.spi.extension.Authenticator;
import org.jspecify.annotations.Nullable;

/** Which extension tells who sends a request, in the Collector's key (configauth). */
public record AuthConfig(
    @Description("The id of an extension that authenticates, such as basicauth.")
        String authenticator)
    implements Validated {
  public AuthConfig {
    requireNonNull(authenticator, "authenticator is null");
  }

  /** No extension yet, which is not enough. */
  public static AuthConfig defaults() {
    return new AuthConfig("");
  }

  @Override
  public void validate(Problems problems) {
    try {
      ComponentId unused = ComponentId.parse(authenticator);
    } catch (IllegalArgumentException e) {
      problems.error("authenticator", "\"" + authenticator + "\" is not the id of an extension");
    }
  }

  /**
   * The extension that a configuration names.
   *
   * @param key where the configuration stands, for messages
   * @return null if none is configured
   * @throws ComponentException if there is no such extension, or it does not authenticate
   */
  public static @Nullable Authenticator find(Host host, @Nullable AuthConfig config, String key)
      throws ComponentException {
    if (config == null) {
      return null;
    }
    String id = config.authenticator();
    return host.extension(ComponentId.parse(id), Authenticator.class)
        .orElseThrow(
            () ->
                new ComponentException(
                    key
                        + "::auth::authenticator: no extension \""
                        + id
                        + "\" that authenticates is listed in service::extensions"));
  }
}
