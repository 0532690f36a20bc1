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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Knows senders by a token in a header. */
public final class BearerTokenAuth implements Extension, Authenticator {
  private static final String HASHED = "sha256:";

  private final BearerTokenAuthConfig config;
  private final String header;
  private final String prefix;
  private final CredentialWatch<Map<Digest, Identity>> tokens;
  private final AuthOutcomes outcomes;

  BearerTokenAuth(Settings settings, BearerTokenAuthConfig config) {
    this.config = requireNonNull(config, "config is null");
    header = config.header().toLowerCase(Locale.ROOT);
    prefix = config.scheme().isEmpty() ? "" : config.scheme() + " ";
    outcomes = new AuthOutcomes(settings);
    String token = config.token().value();
    Map<Digest, Identity> given =
        token.isEmpty()
            ? Map.of()
            : Map.of(Digest.of(token.getBytes(UTF_8)), new Identity("token", List.of()));
    tokens =
        new CredentialWatch<>(
            settings, "filename", config.filename(), BearerTokenAuth::parse, given);
  }

  @Override
  public void start(Host host) throws ComponentException {
    try {
      tokens.start();
    } catch (CredentialException e) {
      throw new ComponentException(String.valueOf(e.getMessage()), e);
    }
  }

  static Map<Digest, Identity> parse(String text) throws CredentialException {
    Map<Digest, Identity> map = new HashMap<>();
    for (CredentialLines.Line line : CredentialLines.of(text)) {
      String where = "filename: line " + line.number();
      String[] words = line.text().split("\\s+", -1);
      if (words.length > 2) {
        throw new CredentialException(
            where + " has " + words.length + " words; a token and its tenants are expected");
      }
      List<String> tenants = CredentialLines.tenants(words.length > 1 ? words[1] : "", where);
      Identity identity = new Identity("line " + line.number(), tenants);
      if (map.put(digest(words[0], where), identity) != null) {
        throw new CredentialException(where + " repeats a token");
      }
    }
    if (map.isEmpty()) {
      throw new CredentialException("filename: the file holds no token");
    }
    return Map.copyOf(map);
  }

  private static Digest digest(String word, String where) throws CredentialException {
    if (!word.startsWith(HASHED)) {
      return Digest.of(word.getBytes(UTF_8));
    }
    try {
      return Digest.parse(word.substring(HASHED.length()));
    } catch (IllegalArgumentException e) {
      throw new CredentialException(where + ": sha256: must be followed by 64 hexadecimal digits");
    }
  }

  @Override
  public Identity authenticate(Headers headers) throws AuthenticationException {
    List<String> values = headers.values(header);
    if (values.isEmpty()) {
      outcomes.count("missing");
      throw refused("no token: header " + config.header() + " is missing");
    }
    String value = values.get(0);
    // Schemes are compared without regard to case (RFC 9110, 11.1).
    if (values.size() == 1 && value.regionMatches(true, 0, prefix, 0, prefix.length())) {
      byte[] token = value.substring(prefix.length()).strip().getBytes(UTF_8);
      Identity identity = tokens.now().get(Digest.of(token));
      if (identity != null) {
        outcomes.count("accepted");
        return identity;
      }
    }
    outcomes.count("wrong");
    throw refused("the token in header " + config.header() + " is not known");
  }

  private AuthenticationException refused(String message) {
    String challenge = config.scheme().isEmpty() ? "Bearer" : config.scheme();
    return new AuthenticationException(message, challenge + " realm=\"flaregate\"");
  }

  /** Reads the file again now if it has changed. */
  void look() {
    tokens.look();
  }

  @Override
  public void shutdown() {
    tokens.stop();
  }
}
