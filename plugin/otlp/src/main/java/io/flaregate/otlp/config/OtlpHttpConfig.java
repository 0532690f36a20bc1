package io.flaregate.otlp.config;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import io.flaregate.transport.auth.AuthConfig;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.http.CorsConfig;
import io.flaregate.transport.tls.TlsServerConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** OTLP over HTTP. */
public record OtlpHttpConfig(
    @Description("Where to listen, host:port.") String endpoint,
    @Description("The largest request in bytes, before and after decompression; 0: 67108864.")
        int maxRequestBodySize,
    @Description("How long the headers of a connection's first request may take; 0: no end.")
        Duration readHeaderTimeout,
    @Description("How long the body of a request may take; 0: no end.") Duration readTimeout,
    @Description("How long a connection without a request is kept; 0: no end.")
        Duration idleTimeout,
    @Description("How long a connection is kept; 0: no end.") Duration maxConnectionAge,
    @Description("TLS; plain text if it is not given.") @Nullable TlsServerConfig tls,
    @Description("Who may send; everyone if it is not given.") @Nullable AuthConfig auth,
    @Description("Which web pages may send; none if it is not given.") @Nullable CorsConfig cors)
    implements Validated {
  private static final int DEFAULT_BYTES = 64 * 1024 * 1024;

  public OtlpHttpConfig {
    requireNonNull(endpoint, "endpoint is null");
    requireNonNull(readHeaderTimeout, "readHeaderTimeout is null");
    requireNonNull(readTimeout, "readTimeout is null");
    requireNonNull(idleTimeout, "idleTimeout is null");
    requireNonNull(maxConnectionAge, "maxConnectionAge is null");
  }

  /** Port 4318 of localhost, 64 MiB as the OTLP specification recommends. */
  public static OtlpHttpConfig defaults() {
    return new OtlpHttpConfig(
        "localhost:4318",
        DEFAULT_BYTES,
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        null,
        null,
        null);
  }

  /** The same on another endpoint. */
  public OtlpHttpConfig withEndpoint(String other) {
    return new OtlpHttpConfig(
        other,
        maxRequestBodySize,
        readHeaderTimeout,
        readTimeout,
        idleTimeout,
        maxConnectionAge,
        tls,
        auth,
        cors);
  }

  /** The same with another limit. */
  public OtlpHttpConfig withMaxRequestBodySize(int bytes) {
    return new OtlpHttpConfig(
        endpoint,
        bytes,
        readHeaderTimeout,
        readTimeout,
        idleTimeout,
        maxConnectionAge,
        tls,
        auth,
        cors);
  }

  /** The same with other times for headers and bodies. */
  public OtlpHttpConfig withReadTimeouts(Duration header, Duration body) {
    return new OtlpHttpConfig(
        endpoint, maxRequestBodySize, header, body, idleTimeout, maxConnectionAge, tls, auth, cors);
  }

  /** The same with TLS. */
  public OtlpHttpConfig withTls(TlsServerConfig config) {
    return new OtlpHttpConfig(
        endpoint,
        maxRequestBodySize,
        readHeaderTimeout,
        readTimeout,
        idleTimeout,
        maxConnectionAge,
        config,
        auth,
        cors);
  }

  /** The same for those only whom an extension knows. */
  public OtlpHttpConfig withAuthenticator(String id) {
    return new OtlpHttpConfig(
        endpoint,
        maxRequestBodySize,
        readHeaderTimeout,
        readTimeout,
        idleTimeout,
        maxConnectionAge,
        tls,
        new AuthConfig(id),
        cors);
  }

  /** The same for web pages too. */
  public OtlpHttpConfig withCors(CorsConfig config) {
    return new OtlpHttpConfig(
        endpoint,
        maxRequestBodySize,
        readHeaderTimeout,
        readTimeout,
        idleTimeout,
        maxConnectionAge,
        tls,
        auth,
        config);
  }

  /** The limit of a request. */
  public SizeLimit limit() {
    int bytes = maxRequestBodySize == 0 ? DEFAULT_BYTES : maxRequestBodySize;
    return new SizeLimit(bytes, "max_request_body_size: " + bytes);
  }

  @Override
  public void validate(Problems problems) {
    Rules.endpoint(problems, endpoint);
    Rules.between(problems, "max_request_body_size", maxRequestBodySize, 0, SizeLimit.MAX_BYTES);
    Rules.notNegative(problems, "read_header_timeout", readHeaderTimeout);
    Rules.notNegative(problems, "read_timeout", readTimeout);
    Rules.notNegative(problems, "idle_timeout", idleTimeout);
    Rules.notNegative(problems, "max_connection_age", maxConnectionAge);
  }
}
