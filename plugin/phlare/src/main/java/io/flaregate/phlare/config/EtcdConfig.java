package io.flaregate.phlare.config;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Secret;
import io.flaregate.spi.config.Validated;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How to reach etcd, in the words and with the defaults of upstream's {@code kvstore.etcd}.
 *
 * @param endpoints its members: {@code host:port}, or with {@code http://} or {@code https://}
 * @param dialTimeout limit of connecting, and of each single request
 * @param maxRetries how often a lost compare-and-swap is tried again
 * @param tlsEnabled whether etcd speaks TLS
 * @param tlsCertPath file of the client's certificate chain, PEM
 * @param tlsKeyPath file of the client's key, PEM (PKCS#8)
 * @param tlsCaPath file of the authorities, PEM; empty: the system's
 * @param tlsServerName the name in etcd's certificates, if not that of {@code endpoints}
 * @param tlsInsecureSkipVerify whether any certificate will do
 * @param tlsMinVersion {@code VersionTLS12} or {@code VersionTLS13}; empty: 1.2
 * @param username the user; empty: none
 * @param password the user's password
 */
public record EtcdConfig(
    @Description("Members of etcd: host:port each.") List<String> endpoints,
    @Description("Longest time for connecting to etcd, and for each single request.")
        Duration dialTimeout,
    @Description("How often a lost compare-and-swap of the own entry is tried again.")
        int maxRetries,
    @Description("Whether etcd speaks TLS.") boolean tlsEnabled,
    @Description("File of the client's certificate chain, PEM.") String tlsCertPath,
    @Description("File of the client's private key, PEM (PKCS#8, not encrypted).")
        String tlsKeyPath,
    @Description("File of the authorities that etcd's certificates come from, PEM.")
        String tlsCaPath,
    @Description("The name in etcd's certificates, if not that of the endpoints.")
        String tlsServerName,
    @Description("Whether to accept any certificate of etcd.") boolean tlsInsecureSkipVerify,
    @Description("The oldest TLS version accepted: VersionTLS12 or VersionTLS13; empty: 1.2.")
        String tlsMinVersion,
    @Description("User of etcd; empty: none.") String username,
    @Description("Password of the user of etcd.") Secret password)
    implements Validated {
  private static final Set<String> TLS_VERSIONS = Set.of("", "VersionTLS12", "VersionTLS13");

  public EtcdConfig {
    endpoints = List.copyOf(endpoints);
    requireNonNull(dialTimeout, "dialTimeout is null");
    requireNonNull(tlsCertPath, "tlsCertPath is null");
    requireNonNull(tlsKeyPath, "tlsKeyPath is null");
    requireNonNull(tlsCaPath, "tlsCaPath is null");
    requireNonNull(tlsServerName, "tlsServerName is null");
    requireNonNull(tlsMinVersion, "tlsMinVersion is null");
    requireNonNull(username, "username is null");
    requireNonNull(password, "password is null");
  }

  /** No endpoints, no TLS, no user. */
  public static EtcdConfig defaults() {
    return new EtcdConfig(
        List.of(),
        Duration.ofSeconds(10),
        10,
        false,
        "",
        "",
        "",
        "",
        false,
        "",
        "",
        new Secret(""));
  }

  /** An endpoint without the scheme that upstream allows before it. */
  public static String address(String endpoint) {
    return endpoint.replaceFirst("^https?://", "");
  }

  @Override
  public void validate(Problems problems) {
    for (int i = 0; i < endpoints.size(); i++) {
      String key = "endpoints::" + i;
      HostPort.problem(address(endpoints.get(i))).ifPresent(what -> problems.error(key, what));
      if (!tlsEnabled && endpoints.get(i).startsWith("https://")) {
        problems.error(key, "begins with https://, but tls_enabled is false");
      }
    }
    ConfigChecks.positive(problems, "dial_timeout", dialTimeout);
    if (maxRetries < 1) {
      problems.error("max_retries", "is " + maxRetries + ", must be at least 1");
    }
    if (username.isEmpty() != password.value().isEmpty()) {
      problems.error(
          username.isEmpty() ? "username" : "password",
          "is missing; a user needs both username and password");
    }
    validateTls(problems);
  }

  private void validateTls(Problems problems) {
    if (tlsCertPath.isEmpty() != tlsKeyPath.isEmpty()) {
      problems.error(
          tlsCertPath.isEmpty() ? "tls_cert_path" : "tls_key_path",
          "is missing; a client's certificate needs both tls_cert_path and tls_key_path");
    }
    if (!TLS_VERSIONS.contains(tlsMinVersion)) {
      problems.error(
          "tls_min_version",
          "TLS version \""
              + tlsMinVersion
              + "\" is not supported; VersionTLS12 and VersionTLS13 are");
    }
    boolean named = !tlsCertPath.isEmpty() || !tlsCaPath.isEmpty() || !tlsServerName.isEmpty();
    if (!tlsEnabled && (named || tlsInsecureSkipVerify)) {
      problems.warning("tls_enabled", "is false, so the other tls_ keys have no effect");
    }
  }
}
