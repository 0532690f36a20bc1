package io.flaregate.phlare.membership.memberlist;

import io.flaregate.phlare.config.MemberlistConfig;
import io.flaregate.spi.config.Secret;
import io.flaregate.transport.tls.TlsClientConfig;
import io.flaregate.transport.tls.TlsContexts;
import io.flaregate.transport.tls.TlsException;
import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** TLS towards nodes: inside it everything is as without. */
final class MemberlistTls {
  private final SSLContext context;
  private final SSLParameters parameters;
  private final String serverName;

  /**
   * Reads the certificates.
   *
   * @throws TlsException if a certificate, key or authority cannot be used
   */
  MemberlistTls(MemberlistConfig config) throws TlsException {
    TlsClientConfig client = client(config);
    context = TlsContexts.httpClient(client);
    parameters = TlsContexts.httpClientParameters(client);
    // Has no effect where any certificate will do.
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    serverName = config.tlsServerName();
  }

  private static TlsClientConfig client(MemberlistConfig config) {
    return new TlsClientConfig(
        false,
        config.tlsInsecureSkipVerify(),
        config.tlsServerName(),
        config.tlsCaPath(),
        "",
        false,
        config.tlsCertPath(),
        "",
        config.tlsKeyPath(),
        new Secret(""),
        config.tlsMinVersion().equals("VersionTLS13") ? "1.3" : "1.2",
        "");
  }

  /**
   * Speaks TLS on a connection, which is the caller's to close.
   *
   * @param host whose certificate is wanted, unless the configuration names another
   */
  SSLSocket over(Socket connection, String host) throws IOException {
    String name = serverName.isEmpty() ? host : serverName;
    SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(connection, name, connection.getPort(), false);
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }
}
