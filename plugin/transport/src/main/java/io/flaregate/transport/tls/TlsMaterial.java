package io.flaregate.transport.tls;

import io.flaregate.spi.config.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Key and trust managers from PEM. */
final class TlsMaterial {
  private static final char[] NO_PASSWORD = {};
  private static final byte[] PROBE = "flaregate".getBytes(StandardCharsets.US_ASCII);

  private TlsMaterial() {}

  /** The manager of a certificate with its key, or null if none is configured. */
  static @Nullable X509ExtendedKeyManager keyManager(
      String certFile, String certPem, String keyFile, Secret keyPem) throws TlsException {
    KeyManagerFactory factory = keys(certFile, certPem, keyFile, keyPem);
    if (factory == null) {
      return null;
    }
    for (KeyManager manager : factory.getKeyManagers()) {
      if (manager instanceof X509ExtendedKeyManager extended) {
        return extended;
      }
    }
    throw new TlsException("the JDK has no extended key manager", null);
  }

  /** A manager as one that also sees the connection, as all of the JDK's are. */
  static X509ExtendedTrustManager extended(TrustManager manager) throws TlsException {
    if (manager instanceof X509ExtendedTrustManager extended) {
      return extended;
    }
    throw new TlsException("the JDK has no extended trust manager", null);
  }

  private static @Nullable KeyManagerFactory keys(
      String certFile, String certPem, String keyFile, Secret keyPem) throws TlsException {
    if (certFile.isEmpty() && certPem.isEmpty()) {
      return null;
    }
    String certText = Pem.text("cert_file", certFile, certPem);
    List<Certificate> chain = Pem.certificates(name("cert", certFile), certText);
    String keyText = Pem.text("key_file", keyFile, keyPem.value());
    PrivateKey key = Pem.privateKey(name("key", keyFile), keyText);
    requirePair(chain.get(0), key);
    try {
      KeyStore store = emptyStore();
      store.setKeyEntry("key", key, NO_PASSWORD, chain.toArray(new Certificate[0]));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, NO_PASSWORD);
      return factory;
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsException("certificate and key do not go together: " + e.getMessage(), e);
    }
  }

  /**
   * Refuses a certificate whose key is another's, as it is for a moment while two files are
   * replaced one after the other.
   */
  private static void requirePair(Certificate certificate, PrivateKey key) throws TlsException {
    try {
      Signature signature = Signature.getInstance(signatureOf(key.getAlgorithm()));
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(PROBE);
      if (signature.verify(signed)) {
        return;
      }
    } catch (GeneralSecurityException e) {
      throw new TlsException("certificate and key do not go together: " + e.getMessage(), e);
    }
    throw new TlsException("certificate and key do not go together", null);
  }

  private static String signatureOf(String keyAlgorithm) {
    return switch (keyAlgorithm) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> keyAlgorithm;
    };
  }

  /** A manager that trusts the authorities of a text. */
  static X509TrustManager authorities(String key, String file, String pem) throws TlsException {
    List<Certificate> certificates =
        Pem.certificates(name(key, file), Pem.text(key + "_file", file, pem));
    try {
      KeyStore store = emptyStore();
      for (int i = 0; i < certificates.size(); i++) {
        store.setCertificateEntry("ca-" + i, certificates.get(i));
      }
      return manager(store);
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsException(name(key, file) + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** A manager that trusts the system's authorities. */
  static X509TrustManager system() throws TlsException {
    try {
      return manager(null);
    } catch (GeneralSecurityException e) {
      throw new TlsException("the system's authorities cannot be read: " + e.getMessage(), e);
    }
  }

  /** A manager that trusts what either of two trusts. */
  static X509TrustManager both(X509TrustManager one, X509TrustManager other) throws TlsException {
    try {
      KeyStore store = emptyStore();
      int index = 0;
      for (X509TrustManager manager : List.of(one, other)) {
        for (X509Certificate certificate : manager.getAcceptedIssuers()) {
          store.setCertificateEntry("ca-" + index++, certificate);
        }
      }
      return manager(store);
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsException("the authorities cannot be joined: " + e.getMessage(), e);
    }
  }

  private static X509TrustManager manager(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        return x509;
      }
    }
    throw new GeneralSecurityException("the JDK has no X.509 trust manager");
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }

  private static String name(String key, String file) {
    return file.isEmpty() ? key + "_pem" : key + "_file \"" + file + "\"";
  }
}
