package io.flaregate.transport.tls;

import static java.util.Objects.requireNonNull;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Has the key of another manager, which can be replaced while connections are open.
 *
 * <p>A handshake asks for an alias first and then for its certificate and its key. So that these
 * belong together whatever happens in between, an alias says which manager it is from.
 */
final class ReloadingKeys extends X509ExtendedKeyManager {
  /** A manager and what its aliases begin with. */
  private record Keys(String prefix, X509ExtendedKeyManager manager) {
    @Nullable String name(@Nullable String alias) {
      return alias == null ? null : prefix + alias;
    }

    String @Nullable [] names(String @Nullable [] aliases) {
      if (aliases == null) {
        return null;
      }
      String[] names = new String[aliases.length];
      for (int i = 0; i < names.length; i++) {
        names[i] = prefix + aliases[i];
      }
      return names;
    }

    boolean has(@Nullable String name) {
      return name != null && name.startsWith(prefix);
    }

    String alias(String name) {
      return name.substring(prefix.length());
    }
  }

  private volatile Keys now;
  private volatile Keys before;
  private int count;

  ReloadingKeys(X509ExtendedKeyManager manager) {
    now = new Keys("0:", requireNonNull(manager, "manager is null"));
    before = now;
  }

  /** From now on handshakes begin with the key of this manager. */
  synchronized void replace(X509ExtendedKeyManager next) {
    before = now;
    now = new Keys(++count + ":", requireNonNull(next, "next is null"));
  }

  private @Nullable Keys of(@Nullable String name) {
    Keys first = now;
    Keys second = before;
    return first.has(name) ? first : second.has(name) ? second : null;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    Keys keys = now;
    return keys.names(keys.manager().getClientAliases(keyType, issuers));
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    Keys keys = now;
    return keys.name(keys.manager().chooseClientAlias(keyTypes, issuers, socket));
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    Keys keys = now;
    return keys.name(keys.manager().chooseEngineClientAlias(keyTypes, issuers, engine));
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    Keys keys = now;
    return keys.names(keys.manager().getServerAliases(keyType, issuers));
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    Keys keys = now;
    return keys.name(keys.manager().chooseServerAlias(keyType, issuers, socket));
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    Keys keys = now;
    return keys.name(keys.manager().chooseEngineServerAlias(keyType, issuers, engine));
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(@Nullable String name) {
    Keys keys = of(name);
    return keys == null || name == null
        ? null
        : keys.manager().getCertificateChain(keys.alias(name));
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(@Nullable String name) {
    Keys keys = of(name);
    return keys == null || name == null ? null : keys.manager().getPrivateKey(keys.alias(name));
  }
}
