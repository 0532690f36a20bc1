package io.flaregate.otlp.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.Host;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.extension.AuthenticationException;
import io.flaregate.spi.extension.Authenticator;
import io.flaregate.spi.extension.Extension;
import io.flaregate.spi.extension.Identity;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Knows senders by name and password (RFC 7617), with bcrypt hashes. */
public final class BasicAuth implements Extension, Authenticator {
  private static final String SCHEME = "Basic ";
  private static final String CHALLENGE = "Basic realm=\"flaregate\", charset=\"UTF-8\"";
  private static final int SALT_BYTES = 16;

  private final CredentialWatch<Htpasswd> users;
  private final AuthOutcomes outcomes;
  private final VerifiedLogins logins = new VerifiedLogins();
  private final byte[] salt = new byte[SALT_BYTES];

  // Guesses must not take all workers: half of the cores may check passwords, at least one.
  private final Semaphore checks =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));

  BasicAuth(Settings settings, BasicAuthConfig config) throws ComponentException {
    requireNonNull(config, "config is null");
    new SecureRandom().nextBytes(salt);
    outcomes = new AuthOutcomes(settings);
    Htpasswd inline = inline(config);
    users =
        new CredentialWatch<>(
            settings,
            "htpasswd::file",
            config.htpasswd().file(),
            text -> Htpasswd.parse("htpasswd::file", text).with(inline),
            inline);
  }

  private static Htpasswd inline(BasicAuthConfig config) throws ComponentException {
    try {
      return Htpasswd.parse("htpasswd::inline", config.htpasswd().inline().value());
    } catch (CredentialException e) {
      throw new ComponentException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void start(Host host) throws ComponentException {
    try {
      users.start();
    } catch (CredentialException e) {
      throw new ComponentException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public Identity authenticate(Headers headers) throws AuthenticationException {
    List<String> values = headers.values("authorization");
    if (values.isEmpty()) {
      outcomes.count("missing");
      throw refused("no name and password: header Authorization is missing");
    }
    byte[] login = values.size() == 1 ? decode(values.get(0)) : null;
    Identity identity = login == null ? null : verify(login);
    if (identity == null) {
      outcomes.count("wrong");
      throw refused("name and password in header Authorization are not known");
    }
    outcomes.count("accepted");
    return identity;
  }

  private static byte @Nullable [] decode(String value) {
    // Schemes are compared without regard to case (RFC 9110, 11.1).
    if (!value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return null;
    }
    try {
      return Base64.getDecoder().decode(value.substring(SCHEME.length()).strip());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private @Nullable Identity verify(byte[] login) throws AuthenticationException {
    int colon = 0;
    while (colon < login.length && login[colon] != ':') {
      colon++;
    }
    if (colon == login.length) {
      return null;
    }
    Htpasswd present = users.now();
    Digest digest = Digest.of(salt, login);
    VerifiedLogins.Known known = logins.get(present, digest);
    if (known == null) {
      known = check(present, login, colon);
      logins.put(present, digest, known);
    }
    return known.identity();
  }

  private VerifiedLogins.Known check(Htpasswd present, byte[] login, int colon)
      throws AuthenticationException {
    if (!checks.tryAcquire()) {
      outcomes.count("busy");
      throw AuthenticationException.busy("too many passwords are being checked");
    }
    try {
      String name = new String(login, 0, colon, UTF_8);
      byte[] password = Arrays.copyOfRange(login, colon + 1, login.length);
      return new VerifiedLogins.Known(present.verify(name, password));
    } finally {
      checks.release();
    }
  }

  private static AuthenticationException refused(String message) {
    return new AuthenticationException(message, CHALLENGE);
  }

  /** Reads the file again now if it has changed. */
  void look() {
    users.look();
  }

  @Override
  public void shutdown() {
    users.stop();
  }
}
