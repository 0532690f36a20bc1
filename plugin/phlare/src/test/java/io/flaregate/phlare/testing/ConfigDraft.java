package io.flaregate.phlare.testing;

import io.flaregate.phlare.config.Ack;
import io.flaregate.phlare.config.BasicAuthConfig;
import io.flaregate.phlare.config.Compression;
import io.flaregate.phlare.config.DistributorRingConfig;
import io.flaregate.phlare.config.HintsConfig;
import io.flaregate.phlare.config.KvStoreConfig;
import io.flaregate.phlare.config.KvStoreConfig.Store;
import io.flaregate.phlare.config.PhlareExporterConfig;
import io.flaregate.phlare.config.PhlareRingConfig;
import io.flaregate.phlare.config.PoolConfig;
import io.flaregate.phlare.config.RetryConfig;
import io.flaregate.phlare.config.SameMillisecond;
import io.flaregate.phlare.config.SendingQueueConfig;
import io.flaregate.phlare.config.StaticInstance;
import io.flaregate.phlare.config.WalConfig;
import io.flaregate.spi.config.Secret;
import io.flaregate.transport.tls.TlsClientConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A configuration of the exporter in the making, from the defaults on; the setters return it. */
public final class ConfigDraft {
  private @Nullable PhlareRingConfig ring;
  private String endpoint = "";
  private Ack ack = Ack.QUORUM;
  private Duration pushtimeout = Duration.ofSeconds(20);
  private Duration timeout = Duration.ofSeconds(20);
  private long pushMaxBytes = 4 << 20;
  private Compression compression = Compression.GZIP;
  private long inflightMaxBytes = 64 << 20;
  private int shardSize;
  private @Nullable TlsClientConfig tls;
  private final Map<String, Secret> headers = new HashMap<>();
  private String tenantHeader = "X-Scope-OrgID";
  private PoolConfig pool = PoolConfig.defaults();
  private SameMillisecond sameMillisecond = SameMillisecond.SHIFT;
  private long sameMillisecondMaxBytes = 20 << 20;
  private HintsConfig hints = HintsConfig.defaults();
  private WalConfig wal = WalConfig.defaults();
  private RetryConfig retry = RetryConfig.defaults();
  private @Nullable BasicAuthConfig basicAuth;
  private Secret bearerToken = new Secret("");
  private String bearerTokenFile = "";
  private String proxyUrl = "";

  /** A static ring of these ingesters, named ingester-0 and so on. */
  public ConfigDraft ring(int replicationFactor, List<String> addresses) {
    List<StaticInstance> instances =
        IntStream.range(0, addresses.size())
            .mapToObj(i -> StaticInstance.of("ingester-" + i, addresses.get(i)))
            .toList();
    return ring(
        new PhlareRingConfig(
            KvStoreConfig.defaults(),
            instances,
            Duration.ofMinutes(1),
            replicationFactor,
            false,
            "",
            false,
            DistributorRingConfig.defaults()));
  }

  /** An in-memory ring of this name. */
  public ConfigDraft inMemoryRing(int replicationFactor, String prefix) {
    return ring(
        new PhlareRingConfig(
            KvStoreConfig.of(Store.INMEMORY, prefix),
            List.of(),
            Duration.ofMinutes(1),
            replicationFactor,
            false,
            "",
            false,
            DistributorRingConfig.defaults()));
  }

  public ConfigDraft ring(@Nullable PhlareRingConfig config) {
    ring = config;
    return this;
  }

  public ConfigDraft endpoint(String url) {
    endpoint = url;
    return this;
  }

  public ConfigDraft ack(Ack when) {
    ack = when;
    return this;
  }

  /** Both limits of time. */
  public ConfigDraft timeouts(Duration limit) {
    pushtimeout = limit;
    timeout = limit;
    return this;
  }

  public ConfigDraft pushMaxBytes(long bytes) {
    pushMaxBytes = bytes;
    return this;
  }

  public ConfigDraft compression(Compression how) {
    compression = how;
    return this;
  }

  public ConfigDraft inflightMaxBytes(long bytes) {
    inflightMaxBytes = bytes;
    return this;
  }

  public ConfigDraft shardSize(int ingesters) {
    shardSize = ingesters;
    return this;
  }

  public ConfigDraft tls(@Nullable TlsClientConfig config) {
    tls = config;
    return this;
  }

  public ConfigDraft header(String name, String value) {
    headers.put(name, new Secret(value));
    return this;
  }

  public ConfigDraft tenantHeader(String name) {
    tenantHeader = name;
    return this;
  }

  /** How connections are looked after. */
  public ConfigDraft pool(PoolConfig config) {
    pool = config;
    return this;
  }

  public ConfigDraft sameMillisecond(SameMillisecond what) {
    sameMillisecond = what;
    return this;
  }

  public ConfigDraft sameMillisecondMaxBytes(long bytes) {
    sameMillisecondMaxBytes = bytes;
    return this;
  }

  public ConfigDraft hints(HintsConfig config) {
    hints = config;
    return this;
  }

  /** Acknowledges what a log in this directory has, and tries again after this pause. */
  public ConfigDraft durable(Path directory, Duration pause) {
    ack = Ack.DURABLE;
    wal = new WalConfig(directory.toString(), 64 << 20);
    retry = new RetryConfig(true, pause, 0.5, 1.5, pause.multipliedBy(4), retry.maxElapsedTime());
    return this;
  }

  /** Gives up after this time. */
  public ConfigDraft maxElapsed(Duration time) {
    retry = new RetryConfig(true, retry.initialInterval(), 0.5, 1.5, retry.maxInterval(), time);
    return this;
  }

  public ConfigDraft basicAuth(String username, String password, String passwordFile) {
    basicAuth = new BasicAuthConfig(username, new Secret(password), passwordFile);
    return this;
  }

  public ConfigDraft bearer(String token, String file) {
    bearerToken = new Secret(token);
    bearerTokenFile = file;
    return this;
  }

  public ConfigDraft proxyUrl(String url) {
    proxyUrl = url;
    return this;
  }

  /** The configuration. */
  public PhlareExporterConfig build() {
    return new PhlareExporterConfig(
        ring,
        endpoint,
        ack,
        pushtimeout,
        timeout,
        pushMaxBytes,
        compression,
        1,
        inflightMaxBytes,
        shardSize,
        tls,
        headers,
        tenantHeader,
        pool,
        sameMillisecond,
        sameMillisecondMaxBytes,
        hints,
        wal,
        retry,
        SendingQueueConfig.defaults(),
        basicAuth,
        bearerToken,
        bearerTokenFile,
        proxyUrl);
  }
}
