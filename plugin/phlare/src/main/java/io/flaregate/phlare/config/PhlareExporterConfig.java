package io.flaregate.phlare.config;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Durations;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Secret;
import io.flaregate.spi.config.Validated;
import io.flaregate.transport.http.HttpClients;
import io.flaregate.transport.tls.TlsClientConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The exporter {@code phlare}. With neither {@code ring} nor {@code endpoint} the ring is that of
 * the extension {@code phlare}.
 *
 * @param ring the ingesters that series are replicated to; absent: those of the extension
 * @param endpoint the base URL of a remote Phlare or Pyroscope distributor; empty with a ring
 * @param ack when a profile counts as stored
 * @param pushtimeout how long all pushes of one request to one ingester may take; upstream's key,
 *     which really has no underscore
 * @param timeout how long all pushes of one request towards {@code endpoint} may take
 * @param pushMaxBytes how many bytes of uncompressed pprof go into one push; a single series may be
 *     larger
 * @param compression how pprofs are compressed
 * @param compressionLevel 1 (fast) to 9 (small), of gzip
 * @param inflightMaxBytes how many bytes of encoded pprof may be on their way at once, those of
 *     late replicas included
 * @param ingestionTenantShardSize how many ingesters each tenant's series spread over; 0: all.
 *     Upstream has this key under {@code limits}, per tenant; here it is one value for all tenants
 * @param tls how to reach ingesters or the endpoint by TLS; absent: plaintext towards ingesters,
 *     and the system's trusted authorities towards an {@code https} endpoint
 * @param headers sent with every push, as gRPC metadata or HTTP headers
 * @param tenantHeader the header or metadata key that carries the tenant
 * @param poolConfig how the connections to ingesters are looked after
 * @param sameMillisecond what becomes of a profile whose series has another one in its millisecond
 * @param sameMillisecondMaxBytes how many bytes the memory of what was written may take; 0: none,
 *     so that nothing is moved, recognised or counted
 * @param hints what becomes of copies that an ingester missed although the quorum holds
 * @param wal where and how large the write-ahead log of {@code ack: durable} is
 * @param retryOnFailure when deliveries from that log are tried again
 * @param sendingQueue what of the Collector's queue can be had
 * @param basicAuth user name and password towards {@code endpoint}; the keys of these and the
 *     following are those of Alloy's {@code pyroscope.write}
 * @param bearerToken a bearer token towards {@code endpoint}; empty: none
 * @param bearerTokenFile a file that holds it instead
 * @param proxyUrl a proxy towards {@code endpoint}; empty: the system's
 */
public record PhlareExporterConfig(
    @Description(
            "The ring of ingesters that series are replicated to; absent, without an endpoint: that"
                + " of the extension phlare.")
        @Nullable PhlareRingConfig ring,
    @Description("Base URL of a remote Phlare or Pyroscope distributor, instead of a ring.")
        String endpoint,
    @Description(
            "When a profile counts as stored: quorum (a majority of its ingesters has it) or durable"
                + " (a write-ahead log has it on disk).")
        Ack ack,
    @Description("How long pushing one request to one ingester may take.") Duration pushtimeout,
    @Description("How long pushing one request to the endpoint may take.") Duration timeout,
    @Description("Bytes of uncompressed pprof in one push; a single series may be larger.")
        long pushMaxBytes,
    @Description("Compression of pprofs: gzip or none.") Compression compression,
    @Description("Level of gzip, 1 (fast) to 9 (small).") int compressionLevel,
    @Description("Bytes of encoded pprof on their way at once, late replicas included.")
        long inflightMaxBytes,
    @Description("How many ingesters each tenant's series spread over; 0: all.")
        int ingestionTenantShardSize,
    @Description("TLS towards the ingesters or the endpoint.") @Nullable TlsClientConfig tls,
    @Description("Headers (gRPC metadata) sent with every push.") Map<String, Secret> headers,
    @Description("The header (metadata key) that carries the tenant.") String tenantHeader,
    @Description("How connections to ingesters are looked after.") PoolConfig poolConfig,
    @Description("A second profile of a series in one millisecond: shift (write it later) or keep.")
        SameMillisecond sameMillisecond,
    @Description("Bytes of the memory of written profiles that this needs; 0: none.")
        long sameMillisecondMaxBytes,
    @Description("Hinted handoff: copies that an ingester missed although the quorum holds.")
        HintsConfig hints,
    @Description("The write-ahead log of ack: durable.") WalConfig wal,
    @Description("When deliveries from the write-ahead log are tried again.")
        RetryConfig retryOnFailure,
    @Description("A queue; with ack: durable the write-ahead log is one.")
        SendingQueueConfig sendingQueue,
    @Description("User name and password towards the endpoint.")
        @Nullable BasicAuthConfig basicAuth,
    @Description("A bearer token towards the endpoint.") Secret bearerToken,
    @Description("A file with the bearer token, instead of bearer_token; it is read again.")
        String bearerTokenFile,
    @Description("A proxy towards the endpoint, http://host:port; empty: the system's.")
        String proxyUrl)
    implements Validated {

  /** RFC 9110's token without what gRPC metadata does not allow. */
  private static final Pattern HEADER_NAME = Pattern.compile("[0-9A-Za-z_.-]{1,128}");

  private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e]*");
  private static final long MIN_PUSH_BYTES = 1024;
  private static final long MIN_MEMORY_BYTES = 1 << 17;

  public PhlareExporterConfig {
    requireNonNull(endpoint, "endpoint is null");
    requireNonNull(ack, "ack is null");
    requireNonNull(pushtimeout, "pushtimeout is null");
    requireNonNull(timeout, "timeout is null");
    requireNonNull(compression, "compression is null");
    headers = Map.copyOf(headers);
    requireNonNull(tenantHeader, "tenantHeader is null");
    requireNonNull(poolConfig, "poolConfig is null");
    requireNonNull(sameMillisecond, "sameMillisecond is null");
    requireNonNull(hints, "hints is null");
    requireNonNull(wal, "wal is null");
    requireNonNull(retryOnFailure, "retryOnFailure is null");
    requireNonNull(sendingQueue, "sendingQueue is null");
    requireNonNull(bearerToken, "bearerToken is null");
    requireNonNull(bearerTokenFile, "bearerTokenFile is null");
    requireNonNull(proxyUrl, "proxyUrl is null");
  }

  /** What holds where nothing is said: neither a ring nor an endpoint. */
  public static PhlareExporterConfig defaults() {
    return new PhlareExporterConfig(
        null,
        "",
        Ack.QUORUM,
        Duration.ofSeconds(5),
        Duration.ofSeconds(5),
        4 << 20,
        Compression.GZIP,
        1,
        64 << 20,
        0,
        null,
        Map.of(),
        "X-Scope-OrgID",
        PoolConfig.defaults(),
        SameMillisecond.SHIFT,
        20 << 20,
        HintsConfig.defaults(),
        WalConfig.defaults(),
        RetryConfig.defaults(),
        SendingQueueConfig.defaults(),
        null,
        new Secret(""),
        "",
        "");
  }

  /**
   * This configuration for delivering what a log holds: with its limits, TLS, headers and
   * credentials, to other places.
   *
   * @param toRing the ingesters; null with an endpoint
   * @param toEndpoint a distributor; empty with a ring
   * @param shardSize how many ingesters a tenant's series spread over; 0: all
   */
  public PhlareExporterConfig draining(
      @Nullable PhlareRingConfig toRing, String toEndpoint, int shardSize, WalConfig log) {
    return new PhlareExporterConfig(
        toRing,
        toEndpoint,
        Ack.DURABLE,
        pushtimeout,
        timeout,
        pushMaxBytes,
        compression,
        compressionLevel,
        inflightMaxBytes,
        shardSize,
        tls,
        headers,
        tenantHeader,
        poolConfig,
        sameMillisecond,
        sameMillisecondMaxBytes,
        hints.off(),
        log,
        retryOnFailure,
        sendingQueue,
        basicAuth,
        bearerToken,
        bearerTokenFile,
        proxyUrl);
  }

  /** How long pushing one request to one place may take, whichever kind of place it is. */
  public Duration pushLimit() {
    return endpoint.isEmpty() ? pushtimeout : timeout;
  }

  /** The key of {@link #pushLimit}. */
  public String pushLimitKey() {
    return endpoint.isEmpty() ? "pushtimeout" : "timeout";
  }

  @Override
  public void validate(Problems problems) {
    validateDestination(problems);
    validateDurable(problems);
    positive(problems, "pushtimeout", pushtimeout);
    positive(problems, "timeout", timeout);
    if (pushMaxBytes < MIN_PUSH_BYTES || pushMaxBytes > Integer.MAX_VALUE / 2) {
      problems.error(
          "push_max_bytes",
          "is " + pushMaxBytes + ", must be " + MIN_PUSH_BYTES + " to " + Integer.MAX_VALUE / 2);
    }
    if (compressionLevel < 1 || compressionLevel > 9) {
      problems.error("compression_level", "is " + compressionLevel + ", must be 1 to 9");
    }
    if (inflightMaxBytes < pushMaxBytes) {
      problems.error(
          "inflight_max_bytes",
          "is " + inflightMaxBytes + ", less than one push (push_max_bytes: " + pushMaxBytes + ")");
    }
    if (ingestionTenantShardSize < 0) {
      problems.error(
          "ingestion_tenant_shard_size",
          "is " + ingestionTenantShardSize + ", must be 0 (all ingesters) or more");
    }
    if (sameMillisecondMaxBytes != 0
        && (sameMillisecondMaxBytes < MIN_MEMORY_BYTES
            || sameMillisecondMaxBytes > Integer.MAX_VALUE)) {
      problems.error(
          "same_millisecond_max_bytes",
          "is "
              + sameMillisecondMaxBytes
              + ", must be 0 (no memory) or "
              + MIN_MEMORY_BYTES
              + " to "
              + Integer.MAX_VALUE);
    }
    if (hints.enabled()
        && !hints.directory().isEmpty()
        && hints.directory().equals(wal.directory())) {
      problems.error(
          "hints::directory", "is that of wal::directory; each needs a directory of its own");
    }
    validateHeaders(problems);
    validateCredentials(problems);
  }

  private void validateCredentials(Problems problems) {
    boolean bearer = !bearerToken.value().isEmpty() || !bearerTokenFile.isEmpty();
    if (!bearerToken.value().isEmpty() && !bearerTokenFile.isEmpty()) {
      problems.error(
          "bearer_token_file", "stands beside bearer_token; only one of them can be used");
    } else if (bearer && basicAuth != null) {
      problems.error("basic_auth", "stands beside a bearer token; only one of them can be used");
    }
    if (!HEADER_VALUE.matcher(bearerToken.value()).matches()) {
      problems.error("bearer_token", "is not printable ASCII");
    }
    boolean authorized = bearer || basicAuth != null;
    boolean twice = headers.keySet().stream().anyMatch("Authorization"::equalsIgnoreCase);
    if (authorized && twice) {
      problems.error(
          "headers::Authorization", "stands beside basic_auth or a bearer token; use one of them");
    }
    if (endpoint.isEmpty() && (authorized || !proxyUrl.isEmpty())) {
      String those = "basic_auth, bearer_token or proxy_url, which are for endpoint";
      problems.error(
          ring == null ? "" : "ring",
          ring == null ? "has " + those + ", but no endpoint" : "stands beside " + those);
    }
    String proxy = HttpClients.proxyProblem(proxyUrl);
    if (!proxy.isEmpty()) {
      problems.error("proxy_url", proxy);
    }
    if (authorized && endpoint.toLowerCase(Locale.ROOT).startsWith("http://")) {
      problems.warning("endpoint", "begins with http://: credentials are sent unencrypted");
    }
  }

  private void validateDurable(Problems problems) {
    if (ack == Ack.DURABLE) {
      if (wal.directory().isBlank()) {
        problems.error("wal::directory", "is missing; ack: durable keeps its log there");
      }
      if (!retryOnFailure.enabled()) {
        problems.error(
            "retry_on_failure::enabled",
            "is false, but ack: durable has promised to deliver; max_elapsed_time sets an end");
      }
    } else if (sendingQueue.enabled() && !sendingQueue.waitForResult()) {
      problems.error(
          "sending_queue::enabled",
          "is true: such a queue acknowledges what is not stored yet; use ack: durable, which has"
              + " it on disk before, or wait_for_result: true");
    }
  }

  private void validateDestination(Problems problems) {
    if (ring != null && !endpoint.isEmpty()) {
      problems.error("endpoint", "stands beside ring; only one of them can be used");
    } else if (!endpoint.isEmpty()) {
      validateEndpoint(problems);
    } else if (ring != null && ingestionTenantShardSize > 0) {
      validateShardSize(problems, ring);
    }
  }

  private void validateShardSize(Problems problems, PhlareRingConfig of) {
    if (ingestionTenantShardSize < of.replicationFactor()) {
      problems.error(
          "ingestion_tenant_shard_size",
          "is "
              + ingestionTenantShardSize
              + ", less than the copies of a series (ring::replication_factor: "
              + of.replicationFactor()
              + ")");
    }
  }

  private void validateEndpoint(Problems problems) {
    try {
      URI uri = new URI(endpoint);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      boolean http = scheme.equals("http") || scheme.equals("https");
      if (!http || uri.getHost() == null || uri.getQuery() != null || uri.getFragment() != null) {
        problems.error("endpoint", wantedUrl());
      } else if (uri.getUserInfo() != null) {
        problems.error("endpoint", "holds a user name or password; use basic_auth");
      } else {
        validateEndpointTls(problems, scheme.equals("https"));
      }
    } catch (URISyntaxException e) {
      problems.error("endpoint", wantedUrl());
    }
  }

  private void validateEndpointTls(Problems problems, boolean secure) {
    if (tls == null) {
      return;
    }
    if (!secure && !tls.insecure()) {
      problems.error("endpoint", "begins with http://, but tls is configured; use https://");
    } else if (secure && tls.insecure()) {
      problems.error("tls::insecure", "is true, but endpoint begins with https://");
    } else if (!tls.serverNameOverride().isEmpty()) {
      problems.error(
          "tls::server_name_override", "works towards ingesters only, not with endpoint");
    }
  }

  private String wantedUrl() {
    return "\"" + endpoint + "\" is not a URL such as https://pyroscope.example:4040";
  }

  private static void positive(Problems problems, String key, Duration value) {
    if (value.isNegative() || value.isZero()) {
      problems.error(key, "is " + Durations.format(value) + ", must be more than 0");
    }
  }

  private void validateHeaders(Problems problems) {
    if (!isHeaderName(tenantHeader)) {
      problems.error("tenant_header", "\"" + tenantHeader + "\" is not a header name");
    }
    headers.forEach(
        (name, value) -> {
          if (!isHeaderName(name)) {
            problems.error("headers::" + name, "is not a header name");
          } else if (!HEADER_VALUE.matcher(value.value()).matches()) {
            problems.error("headers::" + name, "has a value that is not printable ASCII");
          } else if (name.equalsIgnoreCase(tenantHeader)) {
            problems.error("headers::" + name, "is what carries the tenant (tenant_header)");
          }
        });
  }

  private static boolean isHeaderName(String name) {
    // Metadata whose key ends so is binary in gRPC.
    return HEADER_NAME.matcher(name).matches() && !name.toLowerCase(Locale.ROOT).endsWith("-bin");
  }
}
