package io.flaregate.otlp.config;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Secret;
import io.flaregate.spi.config.Validated;
import io.flaregate.transport.tls.TlsClientConfig;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The exporter of OTLP over gRPC, in the Collector's keys. */
public record OtlpGrpcExporterConfig(
    @Description("The server, host:port; http:// before it means plain text, https:// TLS.")
        String endpoint,
    @Description("Compression of requests: gzip, zstd, snappy or none.")
        ExportCompression compression,
    @Description("How long one attempt may take.") Duration timeout,
    @Description("TLS; on unless insecure is true or the endpoint begins with http://.")
        TlsClientConfig tls,
    @Description("Metadata sent with every request.") Map<String, Secret> headers,
    @Description("The metadata key that carries the tenant; empty: it is not sent.")
        String tenantHeader,
    @Description("When the server is pinged; never if it is not given.")
        @Nullable ClientKeepalive keepalive,
    @Description("Whether an attempt waits for a connection instead of failing at once.")
        boolean waitForReady,
    @Description("How calls spread over the addresses of a name: round_robin or pick_first.")
        String balancerName,
    @Description("The authority that is sent in place of the endpoint's.") String authority,
    @Description("Bytes that requests under way may hold; more are answered with 503.")
        long maxInflightBytes,
    @Description("When a request is sent again.") RetryOnFailure retryOnFailure,
    @Description("A queue; only with wait_for_result.") SendingQueue sendingQueue)
    implements Validated {
  private static final String PLAIN = "http://";
  private static final String SECURE = "https://";

  public OtlpGrpcExporterConfig {
    requireNonNull(endpoint, "endpoint is null");
    requireNonNull(compression, "compression is null");
    requireNonNull(timeout, "timeout is null");
    requireNonNull(tls, "tls is null");
    headers = Map.copyOf(headers);
    requireNonNull(tenantHeader, "tenantHeader is null");
    requireNonNull(balancerName, "balancerName is null");
    requireNonNull(authority, "authority is null");
    requireNonNull(retryOnFailure, "retryOnFailure is null");
    requireNonNull(sendingQueue, "sendingQueue is null");
  }

  /** The Collector's defaults, but without a queue; no endpoint. */
  public static OtlpGrpcExporterConfig defaults() {
    return new OtlpGrpcExporterConfig(
        "",
        ExportCompression.GZIP,
        Duration.ofSeconds(5),
        TlsClientConfig.defaults(),
        Map.of(),
        ExportRules.TENANT_HEADER,
        null,
        false,
        "round_robin",
        "",
        ExportRules.DEFAULT_INFLIGHT_BYTES,
        RetryOnFailure.defaults(),
        SendingQueue.defaults());
  }

  /** What gRPC's name resolution is asked for. */
  public String target() {
    String lower = endpoint.toLowerCase(Locale.ROOT);
    if (lower.startsWith(PLAIN)) {
      return withoutSlash(endpoint.substring(PLAIN.length()));
    }
    return lower.startsWith(SECURE) ? withoutSlash(endpoint.substring(SECURE.length())) : endpoint;
  }

  private static String withoutSlash(String text) {
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  /** Whether the connection is not encrypted. */
  public boolean plainText() {
    String lower = endpoint.toLowerCase(Locale.ROOT);
    return lower.startsWith(PLAIN) || (tls.insecure() && !lower.startsWith(SECURE));
  }

  @Override
  public void validate(Problems problems) {
    if (endpoint.isBlank()) {
      problems.error("endpoint", "is missing; it is the server's host:port");
    } else if (target().indexOf('/') >= 0 && !target().startsWith("dns:")) {
      problems.error("endpoint", "\"" + endpoint + "\" has a path; gRPC needs host:port");
    } else if (target().indexOf('@') >= 0) {
      problems.error("endpoint", "holds a user name or password; use headers::Authorization");
    }
    ExportRules.positive(problems, "timeout", timeout);
    if (!balancerName.equals("round_robin") && !balancerName.equals("pick_first")) {
      problems.error(
          "balancer_name", "is \"" + balancerName + "\", must be round_robin or pick_first");
    }
    ExportRules.inflight(problems, maxInflightBytes);
    ExportRules.headers(problems, tenantHeader, headers);
  }
}
