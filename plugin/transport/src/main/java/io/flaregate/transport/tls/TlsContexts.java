package io.flaregate.transport.tls;

import io.netty.handler.ssl.SslContext;
import javax.net.ssl.SSLContext;
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
    return ServerTls.load(config).grpcContext();
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
}
