package io.flaregate.otlp.auth;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Secret;
import io.flaregate.spi.config.Validated;

/** The extension {@code basicauth}, in the keys of the Collector's. */
public record BasicAuthConfig(
    @Description("Who is let in, in the format of Apache's htpasswd.") HtpasswdConfig htpasswd)
    implements Validated {
  public BasicAuthConfig {
    requireNonNull(htpasswd, "htpasswd is null");
  }

  /** Nobody yet. */
  public static BasicAuthConfig defaults() {
    return new BasicAuthConfig(new HtpasswdConfig("", new Secret("")));
  }

  /** Names, bcrypt hashes and, as a third field, the tenants that a name may send for. */
  public record HtpasswdConfig(
      @Description(
              "File of lines NAME:BCRYPT or NAME:BCRYPT:TENANT,TENANT; read again when it changes.")
          String file,
      @Description("Such lines themselves; of names in both, these count.") Secret inline) {
    public HtpasswdConfig {
      requireNonNull(file, "file is null");
      requireNonNull(inline, "inline is null");
    }
  }

  @Override
  public void validate(Problems problems) {
    if (htpasswd.file().isEmpty() && htpasswd.inline().value().isEmpty()) {
      problems.error("htpasswd", "nobody is let in: htpasswd::file or htpasswd::inline is needed");
    }
    try {
      Htpasswd unused = Htpasswd.parse("htpasswd::inline", htpasswd.inline().value());
    } catch (CredentialException e) {
      problems.error("htpasswd::inline", String.valueOf(e.getMessage()));
    }
  }
}
