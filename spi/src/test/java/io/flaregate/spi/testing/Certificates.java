package io.flaregate.spi.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A self-signed certificate for localhost and 127.0.0.1, made by the JDK's keytool. */
public final class Certificates {
  private static final String PASSWORD = "changeit";

  private final Path certificate;
  private final Path key;
  private final Path authority;

  private Certificates(Path certificate, Path key, Path authority) {
    this.authority = authority;
    this.certificate = certificate;
    this.key = key;
  }

  /** Makes a certificate whose files lie in a folder. */
  public static Certificates in(Path folder) throws IOException, GeneralSecurityException {
    Path store = folder.resolve("store.p12");
    keytool(store, "it", "-ext", "san=dns:localhost,ip:127.0.0.1", "-validity", "2");
    return write(folder, store, "it");
  }

  /** Makes a certificate that has expired, of an authority that has not. */
  public static Certificates expiredIn(Path folder) throws IOException, GeneralSecurityException {
    Path store = folder.resolve("store.p12");
    keytool(store, "ca", "-ext", "bc:c", "-startdate", "-20d", "-validity", "40");
    keytool(
        store,
        "it",
        "-signer",
        "ca",
        "-ext",
        "san=dns:localhost,ip:127.0.0.1",
        "-startdate",
        "-10d",
        "-validity",
        "2");
    return write(folder, store, "ca");
  }

  private static Certificates write(Path folder, Path store, String authority)
      throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    Path certificate = folder.resolve("cert.pem");
    Path key = folder.resolve("key.pem");
    Path ca = folder.resolve("ca.pem");
    write(certificate, "CERTIFICATE", keys.getCertificate("it").getEncoded());
    write(key, "PRIVATE KEY", keys.getKey("it", PASSWORD.toCharArray()).getEncoded());
    write(ca, "CERTIFICATE", keys.getCertificate(authority).getEncoded());
    return new Certificates(certificate, key, ca);
  }

  private static void keytool(Path store, String alias, String... options) throws IOException {
    boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("win");
    Path tool =
        Path.of(System.getProperty("java.home"), "bin", windows ? "keytool.exe" : "keytool");
    List<String> command = new ArrayList<>(List.of(tool.toString(), "-genkeypair"));
    command.addAll(List.of("-alias", alias, "-keyalg", "EC", "-groupname", "secp256r1"));
    command.addAll(List.of("-dname", "CN=" + (alias.equals("it") ? "localhost" : alias)));
    command.addAll(List.of(options));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of("-keystore", store.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("keytool failed: " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while keytool ran", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static void write(Path file, String kind, byte[] der) throws IOException {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n");
  }

  /** The authority that the certificate comes from, PEM. */
  public Path authority() {
    return authority;
  }

  /** The certificate, PEM; also the authority that it comes from, unless that is another's. */
  public Path certificate() {
    return certificate;
  }

  /** Its private key, PEM. */
  public Path key() {
    return key;
  }
}
