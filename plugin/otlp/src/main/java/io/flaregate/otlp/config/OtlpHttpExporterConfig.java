package io.flaregate.otlp.config;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Secret;
import io.flaregate.spi.config.Validated;
import io.flaregate.transport.http.HttpClients;
import io.flaregate.transport.tls.TlsClientConfig;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** The exporter of OTLP over HTTP, in the Collector's keys. */
public record OtlpHttpExporterConfig(
    @Description("Base URL of the server, to which /v1development/profiles is added.")
        String endpoint,
    @Description("The URL that profiles are sent to as it is; instead of endpoint.")
        String profilesEndpoint,
    @Description("Compression of requests: gzip, zstd, snappy or none.")
        ExportCompression compression,
    @Description("How long one attempt may take.") Duration timeout,
    @Description("TLS towards an https URL.") TlsClientConfig tls,
    @Description("Headers sent with every request.") Map<String, Secret> headers,
    @Description("The header that carries the tenant; empty: it is not sent.") String tenantHeader,
    @Description("A proxy, http://host:port; empty: the system's.") String proxyUrl,
    @Description("Bytes that requests under way may hold; more are answered with 503.")
        long maxInflightBytes,
    @Description("When a request is sent again.") RetryOnFailure retryOnFailure,
    @Description("A queue; only with wait_for_result.") SendingQueue sendingQueue,
    @Description("How requests are written: proto or json.") ExportEncoding encoding)
    implements Validated {
  private static final String PATH = "/v1development/profiles";

  public OtlpHttpExporterConfig {
    requireNonNull(endpoint, "endpoint is null");
    requireNonNull(profilesEndpoint, "profilesEndpoint is null");
    requireNonNull(compression, "compression is null");
    requireNonNull(timeout, "timeout is null");
    requireNonNull(tls, "tls is null");
    headers = Map.copyOf(headers);
    requireNonNull(tenantHeader, "tenantHeader is null");
    requireNonNull(proxyUrl, "proxyUrl is null");
    requireNonNull(retryOnFailure, "retryOnFailure is null");
    requireNonNull(sendingQueue, "sendingQueue is null");
    requireNonNull(encoding, "encoding is null");
  }

  /** The Collector's defaults, but without a queue; no endpoint. */
  public static OtlpHttpExporterConfig defaults() {
    return new OtlpHttpExporterConfig(
        "",
        "",
        ExportCompression.GZIP,
        Duration.ofSeconds(30),
        TlsClientConfig.defaults(),
        Map.of(),
        ExportRules.TENANT_HEADER,
        "",
        ExportRules.DEFAULT_INFLIGHT_BYTES,
        RetryOnFailure.defaults(),
        SendingQueue.defaults(),
        ExportEncoding.PROTO);
  }

  /** Where profiles are sent to. */
  public URI url() {
    return URI.create(
        profilesEndpoint.isEmpty() ? endpoint.replaceAll("/+$", "") + PATH : profilesEndpoint);
  }

  @Override
  public void validate(Problems problems) {
    if (endpoint.isBlank() && profilesEndpoint.isBlank()) {
      problems.error("endpoint", "is missing; it is the server's base URL");
    }
    url(problems, "endpoint", endpoint);
    url(problems, "profiles_endpoint", profilesEndpoint);
    String proxy = HttpClients.proxyProblem(proxyUrl);
    if (!proxy.isEmpty()) {
      problems.error("proxy_url", proxy);
    }
    if (!tls.serverNameOverride().isEmpty()) {
      problems.error("tls::server_name_override", "works with the gRPC exporter only");
    }
    ExportRules.positive(problems, "timeout", timeout);
    ExportRules.inflight(problems, maxInflightBytes);
    ExportRules.headers(problems, tenantHeader, headers);
  }

  private void url(Problems problems, String key, String url) {
    if (url.isEmpty()) {
      return;
    }
    String problem = HttpClients.urlProblem(url, "https://collector.example:4318");
    if (!problem.isEmpty()) {
      problems.error(key, problem);
    } else if (tls.insecure() && url.toLowerCase(Locale.ROOT).startsWith("https:")) {
      problems.error("tls::insecure", "is true, but " + key + " begins with https://");
    }
  }
}
