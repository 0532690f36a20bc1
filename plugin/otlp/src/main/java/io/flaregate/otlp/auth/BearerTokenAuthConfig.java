package io.flaregate.otlp.auth;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Secret;
import io.flaregate.spi.config.Validated;
import java.util.regex.Pattern;

/** The extension {@code bearertokenauth}, in the keys of the Collector's. */
public record BearerTokenAuthConfig(
    @Description("The header that carries the token.") String header,
    @Description("What stands before the token in the header; empty: nothing.") String scheme,
    @Description("The token, which may send for any tenant; instead of filename.") Secret token,
    @Description(
            "File of tokens, one a line: a token or sha256:HEX, then a space and the tenants that"
                + " it may send for, with commas; read again when it changes.")
        String filename)
    implements Validated {
  private static final Pattern HEADER = Pattern.compile("[0-9a-zA-Z_.-]{1,128}");

  public BearerTokenAuthConfig {
    requireNonNull(header, "header is null");
    requireNonNull(scheme, "scheme is null");
    requireNonNull(token, "token is null");
    requireNonNull(filename, "filename is null");
  }

  /** {@code Authorization: Bearer}, without any token yet. */
  public static BearerTokenAuthConfig defaults() {
    return new BearerTokenAuthConfig("Authorization", "Bearer", new Secret(""), "");
  }

  @Override
  public void validate(Problems problems) {
    if (!HEADER.matcher(header).matches() || header.endsWith("-bin")) {
      problems.error("header", "\"" + header + "\" is not the name of a text header");
    }
    if (token.value().isEmpty() && filename.isEmpty()) {
      problems.error("filename", "no token is given: token or filename");
    } else if (!token.value().isEmpty() && !filename.isEmpty()) {
      problems.error("filename", "both token and filename are given; one is enough");
    }
  }
}
