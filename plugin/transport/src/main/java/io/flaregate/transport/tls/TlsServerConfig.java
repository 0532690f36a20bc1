package io.flaregate.transport.tls;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Secret;
import io.flaregate.spi.config.Validated;
import java.time.Duration;

/** TLS of a server, in the Collector's keys (configtls). */
public record TlsServerConfig(
    @Description("File of the certificate chain, PEM.") String certFile,
    @Description("The certificate chain itself, PEM; instead of cert_file.") String certPem,
    @Description("File of the private key, PEM (PKCS#8, not encrypted).") String keyFile,
    @Description("The private key itself, PEM (PKCS#8); instead of key_file.") Secret keyPem,
    @Description("File of the authorities whose client certificates are asked for and accepted.")
        String clientCaFile,
    @Description("The oldest version accepted: 1.2 or 1.3.") String minVersion,
    @Description("The newest version accepted: 1.2 or 1.3; empty: the newest there is.")
        String maxVersion,
    @Description("How often the files are looked at and read again if they changed; 0: never.")
        Duration reloadInterval)
    implements Validated {
  private static final Duration RELOAD = Duration.ofSeconds(10);

  public TlsServerConfig {
    requireNonNull(certFile, "certFile is null");
    requireNonNull(certPem, "certPem is null");
    requireNonNull(keyFile, "keyFile is null");
    requireNonNull(keyPem, "keyPem is null");
    requireNonNull(clientCaFile, "clientCaFile is null");
    requireNonNull(minVersion, "minVersion is null");
    requireNonNull(maxVersion, "maxVersion is null");
    requireNonNull(reloadInterval, "reloadInterval is null");
  }

  /** Nothing said but the oldest version, 1.2. */
  public static TlsServerConfig defaults() {
    return new TlsServerConfig("", "", "", new Secret(""), "", "1.2", "", RELOAD);
  }

  /** A server with a certificate and a key from files. */
  public static TlsServerConfig ofFiles(String certFile, String keyFile) {
    return new TlsServerConfig(certFile, "", keyFile, new Secret(""), "", "1.2", "", RELOAD);
  }

  /** The same, but clients must show a certificate of one of these authorities. */
  public TlsServerConfig withClientCaFile(String file) {
    return new TlsServerConfig(
        certFile, certPem, keyFile, keyPem, file, minVersion, maxVersion, reloadInterval);
  }

  /** The same, but files are looked at this often. */
  public TlsServerConfig withReloadInterval(Duration interval) {
    return new TlsServerConfig(
        certFile, certPem, keyFile, keyPem, clientCaFile, minVersion, maxVersion, interval);
  }

  @Override
  public void validate(Problems problems) {
    TlsRules.pair(problems, certFile, certPem, keyFile, keyPem);
    TlsRules.versions(problems, minVersion, maxVersion);
    if (reloadInterval.isNegative()) {
      problems.error("reload_interval", "is " + reloadInterval + "; a time must not be negative");
    }
    if (certFile.isEmpty() && certPem.isEmpty()) {
      problems.error("cert_file", "a TLS server needs a certificate: cert_file or cert_pem");
    }
  }
}
