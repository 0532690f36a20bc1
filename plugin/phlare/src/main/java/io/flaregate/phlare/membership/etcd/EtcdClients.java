package io.flaregate.phlare.membership.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.flaregate.phlare.config.EtcdConfig;
import io.flaregate.phlare.membership.RingBounds;
import io.flaregate.spi.config.Secret;
import io.flaregate.transport.tls.TlsClientConfig;
import io.flaregate.transport.tls.TlsContexts;
import io.flaregate.transport.tls.TlsException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Makes a client of etcd as the configuration wants it. */
final class EtcdClients {
  /** What a response holds beside the value. */
  private static final int RESPONSE_EXTRA_BYTES = 64 << 10;

  /** A lost connection is noticed within two of these. */
  private static final Duration KEEPALIVE = Duration.ofSeconds(10);

  private static final Duration KEEPALIVE_TIMEOUT = Duration.ofSeconds(3);

  private EtcdClients() {}

  /**
   * A client, which connects at its first request.
   *
   * @throws TlsException if a certificate, key or authority cannot be used
   */
  static Client open(EtcdConfig config) throws TlsException {
    ClientBuilder builder = Client.builder();
    if (config.tlsEnabled()) {
      builder.sslContext(TlsContexts.grpcClient(tls(config)));
      if (!config.tlsServerName().isEmpty()) {
        builder.authority(config.tlsServerName());
      }
    }
    String scheme = config.tlsEnabled() ? "https://" : "http://";
    List<URI> endpoints =
        config.endpoints().stream()
            .map(endpoint -> URI.create(scheme + EtcdConfig.address(endpoint)))
            .toList();
    if (!config.username().isEmpty()) {
      builder
          .user(ByteSequence.from(config.username(), UTF_8))
          .password(ByteSequence.from(config.password().value(), UTF_8));
    }
    return builder
        .endpoints(endpoints)
        .connectTimeout(config.dialTimeout())
        .keepaliveTime(KEEPALIVE)
        .keepaliveTimeout(KEEPALIVE_TIMEOUT)
        .keepaliveWithoutCalls(false)
        // A failed request is to be heard of at once; this class's users try again with pauses.
        .waitForReady(false)
        .retryMaxAttempts(1)
        .retryDelay(20)
        .retryMaxDelay(50)
        .maxInboundMessageSize(RingBounds.MAX_VALUE_BYTES + RESPONSE_EXTRA_BYTES)
        .build();
  }

  private static TlsClientConfig tls(EtcdConfig config) {
    return new TlsClientConfig(
        false,
        config.tlsInsecureSkipVerify(),
        config.tlsServerName(),
        config.tlsCaPath(),
        "",
        false,
        config.tlsCertPath(),
        "",
        config.tlsKeyPath(),
        new Secret(""),
        config.tlsMinVersion().equals("VersionTLS13") ? "1.3" : "1.2",
        "");
  }
}
