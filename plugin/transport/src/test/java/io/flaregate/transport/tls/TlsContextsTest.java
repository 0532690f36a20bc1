package io.flaregate.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Secret;
import io.flaregate.spi.config.Validated;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TlsContextsTest {
  @Test
  void contextsAreMadeFromFilesAndFromText() throws Exception {
    assertThat(TlsContexts.grpcServer(TestKeys.server()).isServer()).isTrue();
    assertThat(TlsContexts.grpcServer(serverOf(text("server.crt"), text("server.key"))).isServer())
        .isTrue();
    assertThat(TlsContexts.grpcServer(serverOf(text("rsa.crt"), text("rsa.key"))).isServer())
        .isTrue();
    assertThat(TlsContexts.grpcClient(TestKeys.client()).isClient()).isTrue();
    assertThat(TlsContexts.httpClient(TestKeys.client()).getProtocol()).isEqualTo("TLS");
  }

  @Test
  void versionsAreThoseBetweenTheTwoBounds() {
    assertThat(TlsRules.protocols("1.2", "")).containsExactly("TLSv1.2", "TLSv1.3");
    assertThat(TlsRules.protocols("", "1.2")).containsExactly("TLSv1.2");
    assertThat(TlsRules.protocols("1.3", "1.3")).containsExactly("TLSv1.3");
    assertThat(TlsContexts.httpClientParameters(TlsClientConfig.defaults()).getProtocols())
        .containsExactly("TLSv1.2", "TLSv1.3");
  }

  @Test
  void missingFileIsNamed() {
    TlsServerConfig config = TlsServerConfig.ofFiles("/no/such.crt", TestKeys.path("server.key"));
    assertThatThrownBy(() -> TlsContexts.grpcServer(config))
        .isInstanceOf(TlsException.class)
        .hasMessageStartingWith("cert_file \"/no/such.crt\" cannot be read: ");
  }

  @Test
  void keyOfAnotherFormSaysHowToConvertIt() throws IOException {
    TlsServerConfig config = serverOf(text("rsa.crt"), text("rsa-pkcs1.key"));
    assertThatThrownBy(() -> TlsContexts.grpcServer(config))
        .isInstanceOf(TlsException.class)
        .hasMessage(
            "key_pem holds a key of the form \"RSA PRIVATE KEY\", not PKCS#8;"
                + " convert it with: openssl pkcs8 -topk8 -nocrypt");
  }

  @Test
  void whatIsNoKeyOrCertificateIsNamed() throws IOException {
    String file = TestKeys.path("README");
    assertThatThrownBy(
            () -> TlsContexts.grpcServer(TlsServerConfig.ofFiles(file, TestKeys.path("rsa.key"))))
        .isInstanceOf(TlsException.class)
        .hasMessageStartingWith("cert_file \"" + file + "\" holds no");
    assertThatThrownBy(
            () -> TlsContexts.grpcServer(TlsServerConfig.ofFiles(TestKeys.path("rsa.crt"), file)))
        .isInstanceOf(TlsException.class)
        .hasMessage("key_file \"" + file + "\" holds no private key in PEM");
    String noKey = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----";
    assertThatThrownBy(() -> TlsContexts.grpcServer(serverOf(text("rsa.crt"), noKey)))
        .isInstanceOf(TlsException.class)
        .hasMessage("key_pem holds a key that is none of [RSA, EC, EdDSA]");
    String notBase64 = "-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----";
    assertThatThrownBy(() -> TlsContexts.grpcServer(serverOf(text("rsa.crt"), notBase64)))
        .isInstanceOf(TlsException.class)
        .hasMessage("key_pem holds a key that is not base64");
    assertThatThrownBy(() -> TlsContexts.grpcClient(TlsClientConfig.ofCaFile(file)))
        .isInstanceOf(TlsException.class)
        .hasMessageStartingWith("ca_file \"" + file + "\" holds no");
  }

  @Test
  void serverWithoutCertificateCannotBe() {
    assertThatThrownBy(() -> TlsContexts.grpcServer(TlsServerConfig.defaults()))
        .isInstanceOf(TlsException.class)
        .hasMessage("a TLS server needs a certificate: cert_file or cert_pem");
  }

  @Test
  void configurationIsChecked() {
    assertThat(problems(TestKeys.server())).isEmpty();
    assertThat(problems(TlsClientConfig.defaults())).isEmpty();
    assertThat(problems(TlsServerConfig.defaults()))
        .containsExactly("cert_file: a TLS server needs a certificate: cert_file or cert_pem");
    TlsServerConfig both =
        new TlsServerConfig("a", "b", "", new Secret(""), "", "1.0", "1.1", Duration.ofSeconds(-1));
    assertThat(problems(both))
        .containsExactly(
            "cert_pem: both cert_file and cert_pem are given; one is enough",
            "key_file: a certificate is given without its key: key_file or key_pem",
            "min_version: TLS version \"1.0\" is not supported; 1.2 and 1.3 are",
            "max_version: TLS version \"1.1\" is not supported; 1.2 and 1.3 are",
            "reload_interval: is PT-1S; a time must not be negative");
    TlsServerConfig order =
        new TlsServerConfig("", "", "k", new Secret(""), "", "1.3", "1.2", Duration.ZERO);
    assertThat(problems(order))
        .containsExactly(
            "cert_file: a key is given without its certificate: cert_file or cert_pem",
            "max_version: max_version 1.2 is older than min_version 1.3",
            "cert_file: a TLS server needs a certificate: cert_file or cert_pem");
  }

  @Test
  void keysAreNotPrinted() throws IOException {
    assertThat(serverOf(text("rsa.crt"), text("rsa.key")).toString())
        .contains("[REDACTED]")
        .doesNotContain("PRIVATE");
  }

  private static TlsServerConfig serverOf(String cert, String key) {
    return new TlsServerConfig("", cert, "", new Secret(key), "", "1.2", "", Duration.ZERO);
  }

  private static String text(String name) throws IOException {
    return Files.readString(Path.of(TestKeys.path(name)));
  }

  private static List<String> problems(Validated config) {
    List<String> all = new ArrayList<>();
    config.validate(
        new Problems() {
          @Override
          public void error(String key, String message) {
            all.add(key + ": " + message);
          }

          @Override
          public void warning(String key, String message) {
            all.add("warning " + key + ": " + message);
          }
        });
    return all;
  }
}
