package io.flaregate.transport.tls;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * A client that shows its certificate to every server. Java's own shows none where the server names
 * other authorities as those that it trusts.
 */
final class InsistentClient extends X509ExtendedKeyManager {
  private static final String ALIAS = "client";

  private final X509Certificate certificate;
  private final PrivateKey key;

  InsistentClient(Path certificate, Path key) throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(certificate)) {
      this.certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
    String base64 = Files.readString(key).replaceAll("-----[A-Z ]+-----", "");
    this.key =
        KeyFactory.getInstance(this.certificate.getPublicKey().getAlgorithm())
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
  }

  /** Shakes hands and reads what the server sends until it ends the connection. */
  void call(InetSocketAddress address) throws GeneralSecurityException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          new KeyManager[] {this}, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
      try (Socket plain = new Socket(address.getAddress(), address.getPort());
          SSLSocket socket =
              (SSLSocket)
                  context
                      .getSocketFactory()
                      .createSocket(plain, "localhost", address.getPort(), true)) {
        socket.setSoTimeout(20_000);
        socket.startHandshake();
        long unused = socket.getInputStream().readAllBytes().length;
      }
    } catch (IOException e) {
      // That is how it hears of a refusal.
    }
  }

  @Override
  public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[] {ALIAS};
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return List.of(keyTypes).contains(key.getAlgorithm()) ? ALIAS : null;
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return new X509Certificate[] {certificate};
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return key;
  }
}
