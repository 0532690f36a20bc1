package io.flaregate.otlp.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.util.Base64;

/** Lines of htpasswd and the headers that go with them. */
public final class Logins {
  private Logins() {}

  /** A line; no third field without tenants. */
  public static String line(String name, String password, String tenants) {
    String hash = BCrypt.with(BCrypt.Version.VERSION_2Y).hashToString(4, password.toCharArray());
    return name + ":" + hash + (tenants.isEmpty() ? "" : ":" + tenants);
  }

  /** The value of the header Authorization. */
  public static String header(String name, String password) {
    return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(UTF_8));
  }
}
