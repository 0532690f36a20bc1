package io.flaregate.otlp.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.flaregate.spi.extension.Identity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Users with the bcrypt hashes of their passwords, in the format of Apache's htpasswd. Apache reads
 * no third field; here it names the user's tenants.
 */
final class Htpasswd {
  /** Longer passwords are cut off by bcrypt, so that different ones would be taken for equal. */
  static final int MAX_PASSWORD_BYTES = 72;

  private static final Pattern HASH =
      Pattern.compile("\\$2[abxy]\\$([0-9]{2})\\$[./A-Za-z0-9]{53}");
  private static final int MAX_COST = 16;

  private final Map<String, User> users;

  private record User(Identity identity, String hash) {}

  private Htpasswd(Map<String, User> users) {
    this.users = Map.copyOf(users);
  }

  static Htpasswd empty() {
    return new Htpasswd(Map.of());
  }

  /**
   * Reads lines.
   *
   * @param key where they stand, for messages
   */
  static Htpasswd parse(String key, String text) throws CredentialException {
    Map<String, User> users = new HashMap<>();
    for (CredentialLines.Line line : CredentialLines.of(text)) {
      String where = key + ": line " + line.number();
      String[] fields = line.text().split(":", -1);
      if (fields.length < 2 || fields.length > 3 || fields[0].isEmpty()) {
        throw new CredentialException(where + " is not NAME:BCRYPT or NAME:BCRYPT:TENANTS");
      }
      check(fields[1], where);
      List<String> tenants = CredentialLines.tenants(fields.length > 2 ? fields[2] : "", where);
      User user = new User(new Identity(fields[0], tenants), fields[1]);
      if (users.put(fields[0], user) != null) {
        throw new CredentialException(where + " repeats a name");
      }
    }
    return new Htpasswd(users);
  }

  private static void check(String hash, String where) throws CredentialException {
    Matcher matcher = HASH.matcher(hash);
    if (!matcher.matches()) {
      throw new CredentialException(
          where + " holds no bcrypt hash; make one with: htpasswd -nB NAME");
    }
    int cost = Integer.parseInt(matcher.group(1));
    if (cost < BCrypt.MIN_COST || cost > MAX_COST) {
      throw new CredentialException(
          where + " has the bcrypt cost " + cost + " (limit: " + MAX_COST + ")");
    }
  }

  /** These users and those of another; of a name in both, the other's. */
  Htpasswd with(Htpasswd other) {
    Map<String, User> all = new HashMap<>(users);
    all.putAll(other.users);
    return new Htpasswd(all);
  }

  /**
   * Who a name and a password belong to; null if to nobody. Takes as long for names that are not
   * known, so that the time does not tell which are.
   */
  @Nullable Identity verify(String name, byte[] password) {
    User user = users.get(name);
    User measured = user != null ? user : users.values().stream().findFirst().orElse(null);
    if (measured == null || password.length > MAX_PASSWORD_BYTES) {
      return null;
    }
    boolean verified = BCrypt.verifyer().verify(password, measured.hash().getBytes(UTF_8)).verified;
    return user != null && verified ? user.identity() : null;
  }
}
