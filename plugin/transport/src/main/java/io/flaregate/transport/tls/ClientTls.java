package io.flaregate.transport.tls;

import static java.util.Objects.requireNonNull;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS of a client whose files are read again when they have changed: connections made from then on
 * use the new certificate, key and authorities, and those that are open go on. Thread-safe.
 */
public final class ClientTls {
  private final TlsClientConfig config;
  private final ReloadingTrust trust;
  private final @Nullable ReloadingKeys keys;
  private List<String> texts;

  private ClientTls(
      TlsClientConfig config,
      ReloadingTrust trust,
      @Nullable ReloadingKeys keys,
      List<String> texts) {
    this.config = config;
    this.trust = trust;
    this.keys = keys;
    this.texts = texts;
  }

  /**
   * Reads the files; not for {@code insecure}.
   *
   * @throws TlsException if a certificate, key or authority cannot be used
   */
  public static ClientTls load(TlsClientConfig config) throws TlsException {
    requireNonNull(config, "config is null");
    List<String> texts = texts(config);
    X509ExtendedKeyManager keys = keys(config);
    return new ClientTls(
        config,
        new ReloadingTrust(trust(config)),
        keys == null ? null : new ReloadingKeys(keys),
        texts);
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
    X509ExtendedTrustManager nextTrust = trust(config);
    X509ExtendedKeyManager nextKeys = keys(config);
    if (keys != null && nextKeys != null) {
      keys.replace(nextKeys);
    }
    trust.replace(nextTrust);
    texts = read;
    return true;
  }

  /**
   * A context for grpc-netty channels.
   *
   * @throws TlsException if TLS cannot be set up
   */
  public SslContext grpcContext() throws TlsException {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .trustManager(trust)
            .protocols(TlsRules.protocols(config.minVersion(), config.maxVersion()));
    if (keys != null) {
      builder.keyManager(keys);
    }
    try {
      return GrpcSslContexts.configure(builder, SslProvider.JDK).build();
    } catch (SSLException e) {
      throw new TlsException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  /**
   * A context for the JDK's {@link java.net.http.HttpClient}; to be used together with {@link
   * TlsContexts#httpClientParameters}.
   *
   * @throws TlsException if TLS cannot be set up
   */
  public SSLContext httpContext() throws TlsException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      KeyManager[] keyManagers = keys == null ? null : new KeyManager[] {keys};
      context.init(keyManagers, new TrustManager[] {trust}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new TlsException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private static List<String> texts(TlsClientConfig config) throws TlsException {
    return List.of(
        Pem.text("ca_file", config.caFile(), ""),
        Pem.text("cert_file", config.certFile(), ""),
        Pem.text("key_file", config.keyFile(), ""));
  }

  private static X509ExtendedTrustManager trust(TlsClientConfig config) throws TlsException {
    return TlsMaterial.extended(TlsContexts.clientTrust(config));
  }

  private static @Nullable X509ExtendedKeyManager keys(TlsClientConfig config) throws TlsException {
    return TlsMaterial.keyManager(
        config.certFile(), config.certPem(), config.keyFile(), config.keyPem());
  }
}
