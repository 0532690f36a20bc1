package io.flaregate.transport.tls;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** Certificates and keys among the test resources. */
public final class TestKeys {
  private TestKeys() {}

  /** The path of a file, such as {@code server.crt}. */
  public static String path(String name) {
    try {
      return Path.of(
              Objects.requireNonNull(TestKeys.class.getResource("/tls/" + name), name).toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  /** A server for localhost. */
  public static TlsServerConfig server() {
    return TlsServerConfig.ofFiles(path("server.crt"), path("server.key"));
  }

  /** A client that trusts the authority of {@link #server}. */
  public static TlsClientConfig client() {
    return TlsClientConfig.ofCaFile(path("ca.crt"));
  }
}
