package io.flaregate.transport.tls;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Secret;
import io.flaregate.spi.config.Validated;

/** TLS of a client, in the Collector's keys (configtls). */
public record TlsClientConfig(
    @Description("Whether to speak plain text, without TLS.") boolean insecure,
    @Description("Whether to accept any certificate of the server.") boolean insecureSkipVerify,
    @Description("The name that the server's certificate must have, if not that of its endpoint.")
        String serverNameOverride,
    @Description("File of the authorities that the server's certificate must come from, PEM.")
        String caFile,
    @Description("These authorities themselves, PEM; instead of ca_file.") String caPem,
    @Description("Whether the system's authorities are trusted as well as those of ca_file.")
        boolean includeSystemCaCertsPool,
    @Description("File of the client's certificate chain, PEM.") String certFile,
    @Description("The client's certificate chain itself, PEM; instead of cert_file.")
        String certPem,
    @Description("File of the client's private key, PEM (PKCS#8, not encrypted).") String keyFile,
    @Description("The client's private key itself, PEM (PKCS#8); instead of key_file.")
        Secret keyPem,
    @Description("The oldest version accepted: 1.2 or 1.3.") String minVersion,
    @Description("The newest version accepted: 1.2 or 1.3; empty: the newest there is.")
        String maxVersion)
    implements Validated {
  public TlsClientConfig {
    requireNonNull(serverNameOverride, "serverNameOverride is null");
    requireNonNull(caFile, "caFile is null");
    requireNonNull(caPem, "caPem is null");
    requireNonNull(certFile, "certFile is null");
    requireNonNull(certPem, "certPem is null");
    requireNonNull(keyFile, "keyFile is null");
    requireNonNull(keyPem, "keyPem is null");
    requireNonNull(minVersion, "minVersion is null");
    requireNonNull(maxVersion, "maxVersion is null");
  }

  /** TLS 1.2 or newer with the system's authorities. */
  public static TlsClientConfig defaults() {
    return new TlsClientConfig(
        false, false, "", "", "", false, "", "", "", new Secret(""), "1.2", "");
  }

  /** Plain text. */
  public static TlsClientConfig plaintext() {
    return new TlsClientConfig(
        true, false, "", "", "", false, "", "", "", new Secret(""), "1.2", "");
  }

  /** TLS that trusts the authorities of a file. */
  public static TlsClientConfig ofCaFile(String caFile) {
    return new TlsClientConfig(
        false, false, "", caFile, "", false, "", "", "", new Secret(""), "1.2", "");
  }

  /** The same with a certificate of the client. */
  public TlsClientConfig withCertificate(String newCertFile, String newKeyFile) {
    return new TlsClientConfig(
        insecure,
        insecureSkipVerify,
        serverNameOverride,
        caFile,
        caPem,
        includeSystemCaCertsPool,
        newCertFile,
        "",
        newKeyFile,
        new Secret(""),
        minVersion,
        maxVersion);
  }

  /** The same towards a server whose certificate has this name. */
  public TlsClientConfig withServerNameOverride(String name) {
    return new TlsClientConfig(
        insecure,
        insecureSkipVerify,
        name,
        caFile,
        caPem,
        includeSystemCaCertsPool,
        certFile,
        certPem,
        keyFile,
        keyPem,
        minVersion,
        maxVersion);
  }

  /** The same towards any server, whatever its certificate. */
  public TlsClientConfig withInsecureSkipVerify() {
    return new TlsClientConfig(
        insecure,
        true,
        serverNameOverride,
        caFile,
        caPem,
        includeSystemCaCertsPool,
        certFile,
        certPem,
        keyFile,
        keyPem,
        minVersion,
        maxVersion);
  }

  @Override
  public void validate(Problems problems) {
    TlsRules.pair(problems, certFile, certPem, keyFile, keyPem);
    TlsRules.versions(problems, minVersion, maxVersion);
    TlsRules.either(problems, "ca_file", caFile, "ca_pem", caPem);
  }
}
