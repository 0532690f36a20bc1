package io.flaregate.transport.tls;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Contexts from configurations. All of them use the JDK's TLS, never a native library. */
public final class TlsContexts {
  private TlsContexts() {}

  /**
   * The context of a grpc-netty server.
   *
   * @throws TlsException if a certificate, key or authority cannot be used
   */
  public static SslContext grpcServer(TlsServerConfig config) throws TlsException {
    SslContextBuilder builder = SslContextBuilder.forServer(serverKeys(config));
    configureServer(builder, config);
    return build(GrpcSslContexts.configure(builder, SslProvider.JDK));
  }

  /**
   * The context of a grpc-netty channel; not for {@code insecure}.
   *
   * @throws TlsException if a certificate, key or authority cannot be used
   */
  public static SslContext grpcClient(TlsClientConfig config) throws TlsException {
    return ClientTls.load(config).grpcContext();
  }

  /**
   * The context of the JDK's {@link java.net.http.HttpClient}; to be used together with {@link
   * #httpClientParameters}.
   *
   * @throws TlsException if a certificate, key or authority cannot be used
   */
  public static SSLContext httpClient(TlsClientConfig config) throws TlsException {
    return ClientTls.load(config).httpContext();
  }

  /** The versions that a client accepts. */
  public static SSLParameters httpClientParameters(TlsClientConfig config) {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(TlsRules.protocols(config.minVersion(), config.maxVersion()));
    return parameters;
  }

  /**
   * The key of a server.
   *
   * @throws TlsException if certificate or key cannot be used
   */
  public static KeyManagerFactory serverKeys(TlsServerConfig config) throws TlsException {
    KeyManagerFactory keys =
        TlsMaterial.keys(config.certFile(), config.certPem(), config.keyFile(), config.keyPem());
    if (keys == null) {
      throw new TlsException("a TLS server needs a certificate: cert_file or cert_pem", null);
    }
    return keys;
  }

  /**
   * Sets the versions of a server, and whether it asks clients for a certificate.
   *
   * @throws TlsException if an authority cannot be used
   */
  public static void configureServer(SslContextBuilder builder, TlsServerConfig config)
      throws TlsException {
    builder.protocols(TlsRules.protocols(config.minVersion(), config.maxVersion()));
    if (!config.clientCaFile().isEmpty()) {
      builder.trustManager(TlsMaterial.authorities("client_ca", config.clientCaFile(), ""));
      builder.clientAuth(ClientAuth.REQUIRE);
    }
  }

  static TrustManager clientTrust(TlsClientConfig config) throws TlsException {
    if (config.insecureSkipVerify()) {
      return new TrustAll();
    }
    if (config.caFile().isEmpty() && config.caPem().isEmpty()) {
      return TlsMaterial.system();
    }
    X509TrustManager own = TlsMaterial.authorities("ca", config.caFile(), config.caPem());
    return config.includeSystemCaCertsPool() ? TlsMaterial.both(own, TlsMaterial.system()) : own;
  }

  private static SslContext build(SslContextBuilder builder) throws TlsException {
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new TlsException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }
}
