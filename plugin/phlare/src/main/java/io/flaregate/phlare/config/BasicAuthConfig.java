package io.flaregate.phlare.config;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Secret;
import io.flaregate.spi.config.Validated;

/**
 * A user name and password towards {@code endpoint}, in the keys of Prometheus and Alloy.
 *
 * @param username the name, without a colon
 * @param password the password
 * @param passwordFile a file that holds it instead, read again when it may have changed
 */
public record BasicAuthConfig(
    @Description("The user name; in Grafana Cloud the number of the stack.") String username,
    @Description("The password.") Secret password,
    @Description("A file with the password, instead of password; it is read again.")
        String passwordFile)
    implements Validated {
  public BasicAuthConfig {
    requireNonNull(username, "username is null");
    requireNonNull(password, "password is null");
    requireNonNull(passwordFile, "passwordFile is null");
  }

  /** No name and no password. */
  public static BasicAuthConfig defaults() {
    return new BasicAuthConfig("", new Secret(""), "");
  }

  @Override
  public void validate(Problems problems) {
    if (username.isEmpty()) {
      problems.error("username", "is missing");
    } else if (username.indexOf(':') >= 0) {
      problems.error("username", "has a colon, which basic authentication cannot carry");
    }
    if (!password.value().isEmpty() && !passwordFile.isEmpty()) {
      problems.error("password_file", "stands beside password; only one of them can be used");
    }
  }
}
