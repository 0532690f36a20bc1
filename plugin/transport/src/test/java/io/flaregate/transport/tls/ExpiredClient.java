package io.flaregate.transport.tls;

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
import java.util.concurrent.TimeUnit;

/**
 * Two clients of an authority, one of which has a certificate that has expired; made by the JDK's
 * keytool. All files are PEM.
 */
record ExpiredClient(Path authority, Path certificate, Path key, Path valid, Path validKey) {
  private static final String PASSWORD = "changeit";

  static ExpiredClient in(Path folder) throws IOException, GeneralSecurityException {
    Path store = folder.resolve("store.p12");
    keytool(store, "ca", "-ext", "bc:c", "-startdate", "-20d", "-validity", "40");
    keytool(store, "late", "-signer", "ca", "-startdate", "-10d", "-validity", "2");
    keytool(store, "good", "-signer", "ca", "-startdate", "-10d", "-validity", "20");
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return new ExpiredClient(
        certificate(folder, keys, "ca"),
        certificate(folder, keys, "late"),
        key(folder, keys, "late"),
        certificate(folder, keys, "good"),
        key(folder, keys, "good"));
  }

  private static Path certificate(Path folder, KeyStore keys, String alias)
      throws IOException, GeneralSecurityException {
    return pem(
        folder.resolve(alias + ".crt"), "CERTIFICATE", keys.getCertificate(alias).getEncoded());
  }

  private static Path key(Path folder, KeyStore keys, String alias)
      throws IOException, GeneralSecurityException {
    byte[] der = keys.getKey(alias, PASSWORD.toCharArray()).getEncoded();
    return pem(folder.resolve(alias + ".key"), "PRIVATE KEY", der);
  }

  private static Path pem(Path file, String kind, byte[] der) throws IOException {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        file, "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n");
  }

  private static void keytool(Path store, String alias, String... options) throws IOException {
    String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    List<String> command = new ArrayList<>(List.of(tool, "-genkeypair", "-alias", alias));
    command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + alias));
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
}
