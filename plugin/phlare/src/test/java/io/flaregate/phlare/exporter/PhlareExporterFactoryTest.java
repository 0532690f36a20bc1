package io.flaregate.phlare.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.phlare.PhlarePlugin;
import io.flaregate.phlare.compress.GzipCompressor;
import io.flaregate.phlare.config.Ack;
import io.flaregate.phlare.config.Compression;
import io.flaregate.phlare.config.HintsConfig;
import io.flaregate.phlare.config.PhlareExporterConfig;
import io.flaregate.phlare.config.PhlareRingConfig;
import io.flaregate.phlare.config.PoolConfig;
import io.flaregate.phlare.config.RetryConfig;
import io.flaregate.phlare.config.SameMillisecond;
import io.flaregate.phlare.config.SendingQueueConfig;
import io.flaregate.phlare.config.StaticInstance;
import io.flaregate.phlare.config.WalConfig;
import io.flaregate.phlare.testing.ConfigDraft;
import io.flaregate.spi.FlaregatePlugin;
import io.flaregate.spi.component.Capabilities;
import io.flaregate.spi.component.Component;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.ComponentFactory;
import io.flaregate.spi.config.Secret;
import io.flaregate.spi.exporter.Exporter;
import io.flaregate.spi.testing.ComponentFactoryContract;
import io.flaregate.spi.testing.TestSettings;
import io.flaregate.transport.tls.TlsClientConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PhlareExporterFactoryTest extends ComponentFactoryContract<PhlareExporterConfig> {
  @Override
  protected ComponentFactory<PhlareExporterConfig> factory() {
    return new PhlareExporterFactory();
  }

  @Override
  protected PhlareExporterConfig startableConfig() {
    return new ConfigDraft().ring(1, List.of("127.0.0.1:1")).build();
  }

  @Override
  protected Map<String, Object> fullMapping() {
    Map<String, Object> ring = new HashMap<>();
    ring.put("kvstore", RingMappings.kvstore());
    ring.put(
        "static_instances",
        List.of(Map.of("id", "a", "addr", "h:1", "zone", "z", "tokens", List.of(0, 4294967295L))));
    ring.put("heartbeat_timeout", "2m");
    ring.put("replication_factor", 2);
    ring.put("zone_awareness_enabled", true);
    ring.put("excluded_zones", "x");
    ring.put("allow_forget", true);
    ring.put("distributor", RingMappings.distributor());
    Map<String, Object> all = new HashMap<>();
    all.put("ring", ring);
    all.put("ack", "quorum");
    all.put("pushtimeout", "1s");
    all.put("timeout", "2s");
    all.put("push_max_bytes", 2048);
    all.put("compression", "none");
    all.put("compression_level", 9);
    all.put("inflight_max_bytes", 4096);
    all.put("ingestion_tenant_shard_size", 3);
    all.put("tls", Map.of("ca_file", "/ca.pem"));
    all.put("headers", Map.of("Authorization", "Bearer x"));
    all.put("tenant_header", "X-Tenant");
    all.put(
        "pool_config",
        Map.of(
            "client_cleanup_period",
            "16s",
            "health_check_ingesters",
            false,
            "remote_timeout",
            "6s"));
    all.put("same_millisecond", "keep");
    all.put("same_millisecond_max_bytes", 1 << 20);
    Map<String, Object> hints = new HashMap<>();
    hints.put("enabled", true);
    hints.put("directory", "target/hints");
    hints.put("max_bytes", 1 << 20);
    hints.put("max_age", "3m");
    hints.put("max_bytes_per_second", 1 << 21);
    all.put("hints", hints);
    all.put("wal", Map.of("directory", "/var/lib/flaregate", "max_bytes", 1L << 30));
    all.put(
        "retry_on_failure",
        Map.of(
            "enabled",
            false,
            "initial_interval",
            "1s",
            "randomization_factor",
            0.25,
            "multiplier",
            2,
            "max_interval",
            "9s",
            "max_elapsed_time",
            "1h"));
    all.put("sending_queue", Map.of("enabled", true, "wait_for_result", true, "num_consumers", 3));
    return all;
  }

  /** An endpoint excludes a ring; the keys of tls have tests of their own. */
  @Override
  protected Set<String> keysLeftOut() {
    return Set.of("endpoint", "tls", "basic_auth", "bearer_token", "proxy_url");
  }

  @Override
  protected PhlareExporterConfig fullConfig() {
    return new PhlareExporterConfig(
        new PhlareRingConfig(
            RingMappings.kvstoreConfig(),
            List.of(new StaticInstance("a", "h:1", "z", List.of(0L, 4294967295L))),
            Duration.ofMinutes(2),
            2,
            true,
            "x",
            true,
            RingMappings.distributorConfig()),
        "",
        Ack.QUORUM,
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        2048,
        Compression.NONE,
        9,
        4096,
        3,
        TlsClientConfig.ofCaFile("/ca.pem"),
        Map.of("Authorization", new Secret("Bearer x")),
        "X-Tenant",
        new PoolConfig(Duration.ofSeconds(16), false, Duration.ofSeconds(6)),
        SameMillisecond.KEEP,
        1 << 20,
        new HintsConfig(true, "target/hints", 1 << 20, Duration.ofMinutes(3), 1 << 21),
        new WalConfig("/var/lib/flaregate", 1L << 30),
        new RetryConfig(
            false, Duration.ofSeconds(1), 0.25, 2, Duration.ofSeconds(9), Duration.ofHours(1)),
        new SendingQueueConfig(true, true, 3),
        null,
        new Secret(""),
        "",
        "");
  }

  @Test
  void pluginIsFoundAndOffersTheExporter() {
    assertThat(ServiceLoader.load(FlaregatePlugin.class))
        .hasAtLeastOneElementOfType(PhlarePlugin.class);
    assertThat(new PhlarePlugin().name()).isEqualTo("phlare");
    assertThat(new PhlarePlugin().exporters())
        .singleElement()
        .isInstanceOf(PhlareExporterFactory.class);
  }

  @Test
  void exporterNeedsSeries() throws ComponentException {
    try (TestSettings settings = new TestSettings("phlare")) {
      Exporter exporter =
          new PhlareExporterFactory().create(settings.settings(), startableConfig());
      assertThat(exporter.capabilities()).isEqualTo(Capabilities.NEEDS_SERIES);
    }
  }

  @Test
  void whatCannotWorkIsRefusedAtOnce() {
    assertRefused(
        new ConfigDraft().ring(1, List.of("h:1")).endpoint("http://h").build(),
        "exporter phlare/x has both ring and endpoint; only one can be used");
    assertRefused(
        new ConfigDraft().endpoint("http://h").ack(Ack.DURABLE).build(),
        "exporter phlare/x needs wal.directory for ack: durable");
  }

  private static void assertRefused(PhlareExporterConfig config, String message) {
    try (TestSettings settings = new TestSettings("phlare/x")) {
      assertThatThrownBy(() -> new PhlareExporterFactory().create(settings.settings(), config))
          .isInstanceOf(ComponentException.class)
          .hasMessage(message);
    }
  }

  @Test
  void authoritiesThatCannotBeReadKeepItFromStarting() throws ComponentException {
    TlsClientConfig missing = TlsClientConfig.ofCaFile("/nonexistent/ca.pem");
    for (ConfigDraft draft :
        List.of(
            new ConfigDraft().ring(1, List.of("h:1")), new ConfigDraft().endpoint("https://h"))) {
      try (TestSettings settings = new TestSettings("phlare")) {
        Component exporter =
            new PhlareExporterFactory().create(settings.settings(), draft.tls(missing).build());
        assertThatThrownBy(() -> exporter.start(host()))
            .isInstanceOf(ComponentException.class)
            .hasMessageStartingWith("exporter phlare: tls: ")
            .hasMessageContaining("/nonexistent/ca.pem");
        exporter.shutdown();
      }
    }
  }

  @Test
  void startTellsOnceHowPprofsAreCompressed() {
    List<String> lines = linesOfStart(new ConfigDraft().compression(Compression.GZIP));
    String reason = GzipCompressor.nativeProblem(1).map(why -> " (" + why + ")").orElse("");
    try (GzipCompressor gzip = GzipCompressor.open(1)) {
      assertThat(lines)
          .containsOnlyOnce(
              "exporter phlare compresses by " + gzip.engine() + ", level 1" + reason);
    }
    assertThat(linesOfStart(new ConfigDraft().compression(Compression.NONE)))
        .noneMatch(line -> line.contains("compresses"));
  }

  private static List<String> linesOfStart(ConfigDraft draft) {
    try (ExporterRig rig = ExporterRig.of(draft.ring(1, List.of("127.0.0.1:1")))) {
      return rig.settings.logger().messages(System.Logger.Level.INFO);
    }
  }
}
