package io.flaregate.transport.tls;

import io.flaregate.spi.config.Secret;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Key and trust managers from PEM. */
final class TlsMaterial {
  private static final char[] NO_PASSWORD = {};

  private TlsMaterial() {}

  /** The managers of a certificate with its key, or null if none is configured. */
  static @Nullable KeyManagerFactory keys(
      String certFile, String certPem, String keyFile, Secret keyPem) throws TlsException {
    if (certFile.isEmpty() && certPem.isEmpty()) {
      return null;
    }
    String certText = Pem.text("cert_file", certFile, certPem);
    List<Certificate> chain = Pem.certificates(name("cert", certFile), certText);
    String keyText = Pem.text("key_file", keyFile, keyPem.value());
    PrivateKey key = Pem.privateKey(name("key", keyFile), keyText);
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
