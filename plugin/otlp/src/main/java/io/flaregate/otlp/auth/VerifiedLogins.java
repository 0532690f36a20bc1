package io.flaregate.otlp.auth;

import io.flaregate.spi.extension.Identity;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what checks of passwords said, since one takes tens of milliseconds of CPU by design
 * and senders show the same password with each request. Keyed by a digest with a salt of this
 * process; bounded; forgotten when the credentials change. Thread-safe.
 */
final class VerifiedLogins {
  static final int MAX_ENTRIES = 4096;

  // Apart, so that guesses do not push out those who are known.
  private final Map<Digest, Known> good = new Lru();
  private final Map<Digest, Known> bad = new Lru();
  private @Nullable Htpasswd of;

  /**
   * What a check said.
   *
   * @param identity null: nobody
   */
  record Known(@Nullable Identity identity) {}

  /** What a check said before; null if there was none. */
  synchronized @Nullable Known get(Htpasswd users, Digest login) {
    forgetUnless(users);
    Known known = good.get(login);
    return known != null ? known : bad.get(login);
  }

  synchronized void put(Htpasswd users, Digest login, Known answer) {
    forgetUnless(users);
    (answer.identity() != null ? good : bad).put(login, answer);
  }

  private void forgetUnless(Htpasswd users) {
    if (of != users) {
      good.clear();
      bad.clear();
      of = users;
    }
  }

  private static final class Lru extends LinkedHashMap<Digest, Known> {
    private static final long serialVersionUID = 1L;

    Lru() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Digest, Known> eldest) {
      return size() > MAX_ENTRIES;
    }
  }
}
