package io.flaregate.phlare.config;

import static java.util.Objects.requireNonNull;

import io.flaregate.otlp.config.LegacyLayouts;
import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Durations;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import io.flaregate.transport.auth.AuthConfig;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.http.CorsConfig;
import io.flaregate.transport.net.Endpoint;
import io.flaregate.transport.tenant.TenantConfig;
import io.flaregate.transport.tls.TlsServerConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The receiver {@code phlare}: one port for what a Pyroscope distributor takes.
 *
 * @param endpoint where to listen
 * @param tenant where the tenant of a request is found
 * @param maxRequestBodySize bytes of a request, as it comes and decompressed; 0: 64 MiB
 * @param maxInflightBytes bytes that all requests under way may hold; 0: a quarter of the heap
 * @param readHeaderTimeout how long the headers of a connection's first request may take
 * @param readTimeout how long the body of a request may take
 * @param idleTimeout how long a connection without a request is kept
 * @param maxConnectionAge how long a connection is kept
 * @param tls TLS; null: plain text
 * @param legacyLayouts what happens to OTLP requests of the layout before OTLP 1.10
 * @param auth who may send; null: anybody
 * @param cors which web pages may send; null: none
 */
public record PhlareReceiverConfig(
    @Description("Where to listen, host:port.") String endpoint,
    @Description("Where the tenant of a request is found.") TenantConfig tenant,
    @Description("The largest request in bytes, before and after decompression; 0: 67108864.")
        int maxRequestBodySize,
    @Description(
            "How many bytes all requests under way may hold; 0: a quarter of the largest heap.")
        long maxInflightBytes,
    @Description("How long the headers of a connection's first request may take; 0: no end.")
        Duration readHeaderTimeout,
    @Description("How long the body of a request may take; 0: no end.") Duration readTimeout,
    @Description("How long a connection without a request is kept; 0: no end.")
        Duration idleTimeout,
    @Description("How long a connection is kept; 0: no end.") Duration maxConnectionAge,
    @Description("TLS; plain text if it is not given.") @Nullable TlsServerConfig tls,
    @Description("What happens to OTLP of the layout before OTLP 1.10: transcode, reject or off.")
        LegacyLayouts legacyLayouts,
    @Description("Who may send; anybody if it is not given.") @Nullable AuthConfig auth,
    @Description("Which web pages may send; none if it is not given.") @Nullable CorsConfig cors)
    implements Validated {
  private static final int DEFAULT_BYTES = 64 * 1024 * 1024;
  private static final long MIN_INFLIGHT_BYTES = 1024 * 1024;

  public PhlareReceiverConfig {
    requireNonNull(endpoint, "endpoint is null");
    requireNonNull(tenant, "tenant is null");
    requireNonNull(readHeaderTimeout, "readHeaderTimeout is null");
    requireNonNull(readTimeout, "readTimeout is null");
    requireNonNull(idleTimeout, "idleTimeout is null");
    requireNonNull(maxConnectionAge, "maxConnectionAge is null");
    requireNonNull(legacyLayouts, "legacyLayouts is null");
  }

  /** Port 4040 of localhost, as a Pyroscope distributor, one tenant, 64 MiB. */
  public static PhlareReceiverConfig defaults() {
    return new PhlareReceiverConfig(
        "localhost:4040",
        TenantConfig.defaults(),
        DEFAULT_BYTES,
        0,
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        Duration.ofMinutes(2),
        Duration.ofMinutes(5),
        null,
        LegacyLayouts.TRANSCODE,
        null,
        null);
  }

  /** The limit of a request. */
  public SizeLimit limit() {
    int bytes = maxRequestBodySize == 0 ? DEFAULT_BYTES : maxRequestBodySize;
    return new SizeLimit(bytes, "max_request_body_size: " + bytes);
  }

  /** The budget in bytes. */
  public long inflightBytes() {
    return maxInflightBytes > 0 ? maxInflightBytes : Runtime.getRuntime().maxMemory() / 4;
  }

  @Override
  public void validate(Problems problems) {
    try {
      Endpoint.parse(endpoint);
    } catch (IllegalArgumentException e) {
      problems.error("endpoint", String.valueOf(e.getMessage()));
    }
    if (maxRequestBodySize < 0 || maxRequestBodySize > SizeLimit.MAX_BYTES) {
      problems.error(
          "max_request_body_size",
          "is " + maxRequestBodySize + "; it must be between 0 and " + SizeLimit.MAX_BYTES);
    }
    if (maxInflightBytes != 0 && maxInflightBytes < MIN_INFLIGHT_BYTES) {
      problems.error(
          "max_inflight_bytes",
          "is " + maxInflightBytes + "; it must be 0 or at least " + MIN_INFLIGHT_BYTES);
    }
    notNegative(problems, "read_header_timeout", readHeaderTimeout);
    notNegative(problems, "read_timeout", readTimeout);
    notNegative(problems, "idle_timeout", idleTimeout);
    notNegative(problems, "max_connection_age", maxConnectionAge);
  }

  private static void notNegative(Problems problems, String key, Duration value) {
    if (value.isNegative()) {
      problems.error(key, "is " + Durations.format(value) + "; a time must not be negative");
    }
  }
}
