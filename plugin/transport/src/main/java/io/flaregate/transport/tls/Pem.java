package io.flaregate.transport.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and keys from PEM (RFC 7468). */
final class Pem {
  private static final long MAX_FILE_BYTES = 4 * 1024 * 1024;
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----([^-]*)-----END");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  private Pem() {}

  /** The text of a file, or the text given in its place. */
  static String text(String key, String file, String pem) throws TlsException {
    if (file.isEmpty()) {
      return pem;
    }
    try {
      Path path = Path.of(file);
      if (Files.size(path) > MAX_FILE_BYTES) {
        throw new TlsException(key + " \"" + file + "\" is larger than 4 MiB", null);
      }
      return Files.readString(path, StandardCharsets.ISO_8859_1);
    } catch (IOException | InvalidPathException e) {
      throw new TlsException(key + " \"" + file + "\" cannot be read: " + e, e);
    }
  }

  /** All certificates of a text, at least one. */
  static List<Certificate> certificates(String key, String text) throws TlsException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      List<Certificate> all =
          new ArrayList<>(factory.generateCertificates(new ByteArrayInputStream(bytes)));
      if (all.isEmpty()) {
        throw new TlsException(key + " holds no certificate", null);
      }
      return all;
    } catch (CertificateException e) {
      throw new TlsException(key + " holds no valid certificate: " + e.getMessage(), e);
    }
  }

  /** The one private key of a text, which may hold other things as well. */
  static PrivateKey privateKey(String key, String text) throws TlsException {
    Matcher matcher = KEY.matcher(text);
    if (!matcher.find()) {
      throw new TlsException(key + " holds no private key in PEM", null);
    }
    String kind = matcher.group(1);
    if (!kind.equals("PRIVATE KEY")) {
      throw new TlsException(
          key
              + " holds a key of the form \""
              + kind
              + "\", not PKCS#8; convert it with: openssl pkcs8 -topk8 -nocrypt",
          null);
    }
    return decode(key, matcher.group(2));
  }

  private static PrivateKey decode(String key, String base64) throws TlsException {
    byte[] der;
    try {
      der = Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new TlsException(key + " holds a key that is not base64", e);
    }
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException e) {
        // A key of another algorithm: the next may know it.
      } catch (GeneralSecurityException e) {
        throw new TlsException(key + " holds a key that cannot be read: " + e.getMessage(), e);
      }
    }
    throw new TlsException(key + " holds a key that is none of " + ALGORITHMS, null);
  }
}
