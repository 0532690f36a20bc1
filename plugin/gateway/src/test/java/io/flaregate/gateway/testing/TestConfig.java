package io.flaregate.gateway.testing;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Secret;
import io.flaregate.spi.config.Validated;
import java.time.Duration;

/**
 * The configuration of every test component.
 *
 * @param endpoint any text
 * @param timeout any time
 * @param password a secret
 * @param fail at which step the component fails: create, start, consume or shutdown
 */
public record TestConfig(
    @Description("Where it would listen.") String endpoint,
    Duration timeout,
    Secret password,
    String fail)
    implements Validated {
  static final TestConfig DEFAULTS =
      new TestConfig("localhost:1", Duration.ofSeconds(5), new Secret(""), "");

  @Override
  public void validate(Problems problems) {
    if (!endpoint.contains(":")) {
      problems.error("endpoint", "has no port: \"" + endpoint + "\"");
    }
    if (endpoint.startsWith("0.0.0.0")) {
      problems.warning("endpoint", "is open to everybody");
    }
  }
}
