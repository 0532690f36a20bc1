package io.flaregate.transport.tls;

import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Secret;
import java.util.List;

/** What both configurations have in common. */
final class TlsRules {
  private static final List<String> VERSIONS = List.of("1.2", "1.3");

  private TlsRules() {}

  static void pair(
      Problems problems, String certFile, String certPem, String keyFile, Secret keyPem) {
    either(problems, "cert_file", certFile, "cert_pem", certPem);
    either(problems, "key_file", keyFile, "key_pem", keyPem.value());
    boolean cert = !certFile.isEmpty() || !certPem.isEmpty();
    boolean key = !keyFile.isEmpty() || !keyPem.value().isEmpty();
    if (cert && !key) {
      problems.error("key_file", "a certificate is given without its key: key_file or key_pem");
    } else if (key && !cert) {
      problems.error("cert_file", "a key is given without its certificate: cert_file or cert_pem");
    }
  }

  static void either(Problems problems, String fileKey, String file, String pemKey, String pem) {
    if (!file.isEmpty() && !pem.isEmpty()) {
      problems.error(pemKey, "both " + fileKey + " and " + pemKey + " are given; one is enough");
    }
  }

  static void versions(Problems problems, String min, String max) {
    version(problems, "min_version", min);
    version(problems, "max_version", max);
    if (min.equals("1.3") && max.equals("1.2")) {
      problems.error("max_version", "max_version 1.2 is older than min_version 1.3");
    }
  }

  private static void version(Problems problems, String key, String version) {
    if (!version.isEmpty() && !VERSIONS.contains(version)) {
      problems.error(key, "TLS version \"" + version + "\" is not supported; 1.2 and 1.3 are");
    }
  }

  /** The versions between two, as the JDK names them; an empty one is no bound. */
  static String[] protocols(String min, String max) {
    int first = min.isEmpty() ? 0 : Math.max(0, VERSIONS.indexOf(min));
    int last = max.isEmpty() ? VERSIONS.size() - 1 : Math.max(0, VERSIONS.indexOf(max));
    return VERSIONS.subList(first, last + 1).stream()
        .map(version -> "TLSv" + version)
        .toArray(String[]::new);
  }
}
