package io.flaregate.transport.tls;

import static java.util.Objects.requireNonNull;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.KeyManagerFactoryWrapper;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS of a server whose files are read again when they have changed: connections made from then on
 * are shown the new certificate and must show one of the new authorities; those that are open go
 * on. Thread-safe.
 */
public final class ServerTls {
  private final TlsServerConfig config;
  private final ReloadingKeys keys;
  private final @Nullable ReloadingTrust trust;
  private List<String> texts;

  private ServerTls(
      TlsServerConfig config,
      ReloadingKeys keys,
      @Nullable ReloadingTrust trust,
      List<String> texts) {
    this.config = config;
    this.keys = keys;
    this.trust = trust;
    this.texts = texts;
  }

  /**
   * Reads the files.
   *
   * @throws TlsException if a certificate, key or authority cannot be used
   */
  public static ServerTls load(TlsServerConfig config) throws TlsException {
    requireNonNull(config, "config is null");
    List<String> texts = texts(config);
    X509ExtendedTrustManager trust = trust(config);
    return new ServerTls(
        config,
        new ReloadingKeys(keys(config)),
        trust == null ? null : new ReloadingTrust(trust),
        texts);
  }

  /** What it was made from. */
  public TlsServerConfig config() {
    return config;
  }

  /**
   * Reads the files again if any of them has changed; they are small. If what they hold cannot be
   * used, all stays as it was, and the next call tries again.
   *
   * @return whether what they hold is in use from now on
   * @throws TlsException if a certificate, key or authority cannot be used, or do not go together
   */
  public synchronized boolean reload() throws TlsException {
    List<String> read = texts(config);
    if (read.equals(texts)) {
      return false;
    }
    X509ExtendedKeyManager nextKeys = keys(config);
    X509ExtendedTrustManager nextTrust = trust(config);
    if (trust != null && nextTrust != null) {
      trust.replace(nextTrust);
    }
    keys.replace(nextKeys);
    texts = read;
    return true;
  }

  /**
   * Sets key, versions and whether clients must show a certificate.
   *
   * <p>Sessions are not resumed where clients show certificates: a resumed one would go on with an
   * authority that is trusted no more.
   */
  public SslContextBuilder configure(SslContextBuilder builder) {
    builder
        .keyManager(keys)
        .protocols(TlsRules.protocols(config.minVersion(), config.maxVersion()));
    if (trust != null) {
      builder.trustManager(trust).clientAuth(ClientAuth.REQUIRE);
      builder.sessionCacheSize(1).sessionTimeout(1);
    }
    return builder;
  }

  /** Its key, for those who want a factory. */
  public KeyManagerFactory keyFactory() {
    return new KeyManagerFactoryWrapper(keys);
  }

  /**
   * A context for grpc-netty servers.
   *
   * @throws TlsException if TLS cannot be set up
   */
  public SslContext grpcContext() throws TlsException {
    SslContextBuilder builder = configure(SslContextBuilder.forServer(keys));
    try {
      return GrpcSslContexts.configure(builder, SslProvider.JDK).build();
    } catch (SSLException e) {
      throw new TlsException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private static List<String> texts(TlsServerConfig config) throws TlsException {
    return List.of(
        Pem.text("cert_file", config.certFile(), ""),
        Pem.text("key_file", config.keyFile(), ""),
        Pem.text("client_ca_file", config.clientCaFile(), ""));
  }

  private static X509ExtendedKeyManager keys(TlsServerConfig config) throws TlsException {
    X509ExtendedKeyManager manager =
        TlsMaterial.keyManager(
            config.certFile(), config.certPem(), config.keyFile(), config.keyPem());
    if (manager == null) {
      throw new TlsException("a TLS server needs a certificate: cert_file or cert_pem", null);
    }
    return manager;
  }

  private static @Nullable X509ExtendedTrustManager trust(TlsServerConfig config)
      throws TlsException {
    return config.clientCaFile().isEmpty()
        ? null
        : TlsMaterial.extended(TlsMaterial.authorities("client_ca", config.clientCaFile(), ""));
  }
}
