package io.flaregate.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a client's TLS that change. */
class ClientTlsTest {
  @TempDir Path folder;

  private Path put(String from, String to) throws IOException {
    Path file = folder.resolve(to);
    Files.copy(Path.of(TestKeys.path(from)), file, StandardCopyOption.REPLACE_EXISTING);
    return file;
  }

  private ClientTls loaded() throws Exception {
    String ca = put("ca.crt", "ca").toString();
    String cert = put("server.crt", "cert").toString();
    String key = put("server.key", "key").toString();
    return ClientTls.load(TlsClientConfig.ofCaFile(ca).withCertificate(cert, key));
  }

  @Test
  void filesThatHaveNotChangedAreLeftAlone() throws Exception {
    ClientTls tls = loaded();
    assertThat(tls.reload()).isFalse();
    put("ca.crt", "ca");
    assertThat(tls.reload()).isFalse();
  }

  @Test
  void pairThatIsHalfReplacedIsRefusedUntilTheOtherHalfIsThere() throws Exception {
    ClientTls tls = loaded();
    put("rsa.crt", "cert");
    assertThatThrownBy(tls::reload)
        .isInstanceOf(TlsException.class)
        .hasMessageStartingWith("certificate and key do not go together");
    put("rsa.key", "key");
    assertThat(tls.reload()).isTrue();
    assertThat(tls.reload()).isFalse();
    assertThat(tls.grpcContext().isClient()).isTrue();
    assertThat(tls.httpContext().getProtocol()).isEqualTo("TLS");
  }

  @Test
  void fileThatIsGoneIsNamedAndTriedAgain() throws Exception {
    ClientTls tls = loaded();
    Files.delete(folder.resolve("ca"));
    assertThatThrownBy(tls::reload).hasMessageStartingWith("ca_file \"" + folder.resolve("ca"));
    put("rsa.crt", "ca");
    assertThat(tls.reload()).isTrue();
  }
}
