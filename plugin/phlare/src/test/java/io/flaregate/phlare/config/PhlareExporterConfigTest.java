package io.flaregate.phlare.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.spi.config.Binding;
import io.flaregate.spi.config.ConfigBinder;
import io.flaregate.spi.config.ConfigProblem;
import io.flaregate.spi.testing.ConfigNodes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PhlareExporterConfigTest {
  private static final Map<String, Object> INSTANCE = Map.of("id", "a", "addr", "10.0.0.1:4040");
  private static final Map<String, Object> THREE =
      Map.of(
          "replication_factor",
          3,
          "static_instances",
          List.of(
              INSTANCE,
              Map.of("id", "b", "addr", "10.0.0.2:4040"),
              Map.of("id", "c", "addr", "[::1]:4040")));

  private static Binding<PhlareExporterConfig> bind(Map<String, ?> written) {
    return ConfigBinder.bind(
        ConfigNodes.of(written), "exporters::phlare", PhlareExporterConfig.defaults());
  }

  /** The problems of a configuration, each as severity, path and message. */
  private static List<String> problems(Map<String, ?> written) {
    return bind(written).problems().stream().map(PhlareExporterConfigTest::text).toList();
  }

  private static String text(ConfigProblem problem) {
    return problem.severity() + " " + problem.path() + ": " + problem.message();
  }

  private static Map<String, Object> with(Map<String, ?> base, Object... keysAndValues) {
    Map<String, Object> all = new HashMap<>(base);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      all.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return all;
  }

  private static List<String> ringProblems(Object... keysAndValues) {
    return problems(Map.of("ring", with(THREE, keysAndValues)));
  }

  @Test
  void defaultsAreTheDocumentedOnes() {
    PhlareExporterConfig config = bind(Map.of("ring", THREE)).value();
    assertThat(config.endpoint()).isEmpty();
    assertThat(config.ack()).isEqualTo(Ack.QUORUM);
    assertThat(config.pushtimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.pushMaxBytes()).isEqualTo(4194304);
    assertThat(config.compression()).isEqualTo(Compression.GZIP);
    assertThat(config.compressionLevel()).isEqualTo(1);
    assertThat(config.inflightMaxBytes()).isEqualTo(67108864);
    assertThat(config.ingestionTenantShardSize()).isZero();
    assertThat(config.tls()).isNull();
    assertThat(config.headers()).isEmpty();
    assertThat(config.tenantHeader()).isEqualTo("X-Scope-OrgID");
    PhlareRingConfig ring = PhlareRingConfig.defaults();
    assertThat(ring.kvstore().store()).isEqualTo(KvStoreConfig.Store.STATIC);
    assertThat(ring.kvstore().ringKey()).isEqualTo("collectors/ring");
    assertThat(ring.heartbeatTimeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(ring.replicationFactor()).isEqualTo(1);
    assertThat(ring.zoneAwarenessEnabled()).isFalse();
    assertThat(ring.excludedZoneSet()).isEmpty();
  }

  @Test
  void excludedZonesAreSeparatedByCommas() {
    PhlareRingConfig ring =
        new PhlareRingConfig(
            KvStoreConfig.defaults(),
            List.of(),
            Duration.ofMinutes(1),
            1,
            false,
            " a, b,,",
            false,
            DistributorRingConfig.defaults());
    assertThat(ring.excludedZoneSet()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void aRingOfThreeHasNoProblems() {
    assertThat(ringProblems()).isEmpty();
  }

  @Test
  void ringAndEndpointExcludeEachOther() {
    assertThat(problems(Map.of())).isEmpty();
    assertThat(problems(Map.of("ring", THREE, "endpoint", "http://h:1")))
        .containsExactly(
            "ERROR exporters::phlare::endpoint: stands beside ring; only one of them can be used");
    assertThat(problems(Map.of("endpoint", "http://h:1/x"))).isEmpty();
  }

  @Test
  void durableNeedsADirectoryAndRetries() {
    assertThat(problems(Map.of("ring", THREE, "ack", "durable")))
        .containsExactly(
            "ERROR exporters::phlare::wal::directory: is missing; ack: durable keeps its log there");
    Map<String, Object> durable =
        Map.of("ring", THREE, "ack", "durable", "wal", Map.of("directory", "/var/lib/x"));
    assertThat(problems(durable)).isEmpty();
    assertThat(problems(with(durable, "sending_queue", Map.of("enabled", true)))).isEmpty();
    assertThat(problems(with(durable, "retry_on_failure", Map.of("enabled", false))))
        .containsExactly(
            "ERROR exporters::phlare::retry_on_failure::enabled: is false, but ack: durable has"
                + " promised to deliver; max_elapsed_time sets an end");
    assertThat(problems(with(durable, "wal", Map.of("directory", "/var/lib/x", "max_bytes", 1024))))
        .containsExactly(
            "ERROR exporters::phlare::wal::max_bytes: is 1024, must be 67108864 or more");
  }

  @Test
  void retriesHaveTheCollectorsDefaultsAndNoEnd() {
    RetryConfig retry = bind(Map.of("ring", THREE)).value().retryOnFailure();
    assertThat(retry)
        .isEqualTo(
            new RetryConfig(
                true, Duration.ofSeconds(5), 0.5, 1.5, Duration.ofSeconds(30), Duration.ZERO));
    assertThat(
            problems(
                Map.of(
                    "ring",
                    THREE,
                    "retry_on_failure",
                    Map.of(
                        "initial_interval", "1m", "multiplier", 0.5, "randomization_factor", 2))))
        .containsExactlyInAnyOrder(
            "ERROR exporters::phlare::retry_on_failure::randomization_factor: is 2.0, must be 0 to"
                + " 1",
            "ERROR exporters::phlare::retry_on_failure::multiplier: is 0.5, must be 1 to 100",
            "ERROR exporters::phlare::retry_on_failure::max_interval: is 30s, less than"
                + " initial_interval: 1m");
  }

  @Test
  void aQueueThatAcknowledgesBeforeStoringIsRefused() {
    assertThat(problems(Map.of("ring", THREE, "sending_queue", Map.of("enabled", true))))
        .containsExactly(
            "ERROR exporters::phlare::sending_queue::enabled: is true: such a queue acknowledges"
                + " what is not stored yet; use ack: durable, which has it on disk before, or"
                + " wait_for_result: true");
    assertThat(
            problems(
                Map.of(
                    "ring",
                    THREE,
                    "sending_queue",
                    Map.of("enabled", true, "wait_for_result", true))))
        .isEmpty();
  }

  @Test
  void replicationFactorIsChecked() {
    assertThat(ringProblems("replication_factor", 0))
        .containsExactly(
            "ERROR exporters::phlare::ring::replication_factor: is 0, must be at least 1");
    assertThat(ringProblems("replication_factor", 1))
        .containsExactly(
            "WARNING exporters::phlare::ring::replication_factor: is 1: losing one ingester loses"
                + " data; 3 survives the loss of one");
    assertThat(ringProblems("replication_factor", 5))
        .containsExactly(
            "WARNING exporters::phlare::ring::static_instances: lists 3 usable ingesters"
                + " (replication_factor: 5)");
  }

  @Test
  void staticInstancesAreChecked() {
    assertThat(ringProblems("static_instances", List.of()))
        .containsExactly(
            "ERROR exporters::phlare::ring::static_instances: is empty; kvstore.store: static needs"
                + " ingesters");
    Map<String, Object> twin = Map.of("id", "a", "addr", "10.0.0.1:4040");
    assertThat(ringProblems("static_instances", List.of(INSTANCE, twin, Map.of("zone", "z"))))
        .containsExactlyInAnyOrder(
            "ERROR exporters::phlare::ring::static_instances::1::id: \"a\" is that of"
                + " static_instances::0 too",
            "ERROR exporters::phlare::ring::static_instances::1::addr: \"10.0.0.1:4040\" is that of"
                + " static_instances::0 too",
            "ERROR exporters::phlare::ring::static_instances::2::id: is missing; every ingester"
                + " needs a unique name",
            "ERROR exporters::phlare::ring::static_instances::2::addr: is missing; expected"
                + " host:port");
    assertThat(ringProblems("kvstore", Map.of("store", "inmemory")))
        .containsExactly(
            "ERROR exporters::phlare::ring::static_instances: need kvstore.store: static");
  }

  @Test
  void tokensAreChecked() {
    Map<String, Object> bad = with(INSTANCE, "tokens", List.of(-1, 5, 4294967296L));
    Map<String, Object> twin = Map.of("id", "b", "addr", "h:2", "tokens", List.of(5, 5));
    assertThat(ringProblems("static_instances", List.of(bad, twin), "replication_factor", 2))
        .containsExactlyInAnyOrder(
            "ERROR exporters::phlare::ring::static_instances::0::tokens::0: token -1 is not within"
                + " 0 to 4294967295",
            "ERROR exporters::phlare::ring::static_instances::0::tokens::2: token 4294967296 is not"
                + " within 0 to 4294967295",
            "WARNING exporters::phlare::ring::static_instances::1::tokens: token 5 is in"
                + " static_instances::0 too",
            "WARNING exporters::phlare::ring::static_instances::1::tokens: token 5 is in"
                + " static_instances::0 too");
  }

  @Test
  void zonesAreChecked() {
    assertThat(ringProblems("zone_awareness_enabled", true))
        .containsExactly(
            "WARNING exporters::phlare::ring::zone_awareness_enabled: is true, but some"
                + " static_instances have no zone");
  }

  @Test
  void limitsAreChecked() {
    Map<String, Object> written =
        with(Map.of("ring", THREE), "pushtimeout", "0s", "timeout", "-1s");
    assertThat(problems(written))
        .containsExactlyInAnyOrder(
            "ERROR exporters::phlare::pushtimeout: is 0s, must be more than 0",
            "ERROR exporters::phlare::timeout: is -1s, must be more than 0");
    assertThat(problems(with(Map.of("ring", THREE), "push_max_bytes", 1023)))
        .containsExactly(
            "ERROR exporters::phlare::push_max_bytes: is 1023, must be 1024 to 1073741823");
    assertThat(problems(with(Map.of("ring", THREE), "compression_level", 10)))
        .containsExactly("ERROR exporters::phlare::compression_level: is 10, must be 1 to 9");
    assertThat(problems(with(Map.of("ring", THREE), "inflight_max_bytes", 5)))
        .containsExactly(
            "ERROR exporters::phlare::inflight_max_bytes: is 5, less than one push (push_max_bytes:"
                + " 4194304)");
    assertThat(problems(with(Map.of("ring", THREE), "ingestion_tenant_shard_size", -1)))
        .containsExactly(
            "ERROR exporters::phlare::ingestion_tenant_shard_size: is -1, must be 0 (all ingesters)"
                + " or more");
    assertThat(problems(with(Map.of("ring", THREE), "ingestion_tenant_shard_size", 2)))
        .containsExactly(
            "ERROR exporters::phlare::ingestion_tenant_shard_size: is 2, less than the copies of a"
                + " series (ring::replication_factor: 3)");
    assertThat(ringProblems("heartbeat_timeout", "0s"))
        .containsExactly(
            "ERROR exporters::phlare::ring::heartbeat_timeout: is 0s, must be more than 0");
  }

  @Test
  void endpointIsChecked() {
    for (String bad : List.of("h:4040", "ftp://h", "http://", "http://h/?q=1", "http:// h")) {
      assertThat(problems(Map.of("endpoint", bad)))
          .containsExactly(
              "ERROR exporters::phlare::endpoint: \""
                  + bad
                  + "\" is not a URL such as https://pyroscope.example:4040");
    }
    assertThat(problems(Map.of("endpoint", "https://me:pw@h")))
        .containsExactly(
            "ERROR exporters::phlare::endpoint: holds a user name or password; use basic_auth");
    assertThat(problems(Map.of("endpoint", "http://h", "tls", Map.of("ca_file", "/ca.pem"))))
        .containsExactly(
            "ERROR exporters::phlare::endpoint: begins with http://, but tls is configured; use"
                + " https://");
    assertThat(
            problems(
                Map.of("endpoint", "https://h", "tls", Map.of("server_name_override", "other"))))
        .containsExactly(
            "ERROR exporters::phlare::tls::server_name_override: works towards ingesters only, not"
                + " with endpoint");
    assertThat(problems(Map.of("endpoint", "https://h", "tls", Map.of("insecure", true))))
        .containsExactly(
            "ERROR exporters::phlare::tls::insecure: is true, but endpoint begins with https://");
  }

  @Test
  void headersAreChecked() {
    Map<String, Object> headers =
        Map.of("a b", "1", "x-bin", "1", "x-scope-orgid", "t", "Fine", "é");
    assertThat(problems(Map.of("ring", THREE, "headers", headers)))
        .containsExactlyInAnyOrder(
            "ERROR exporters::phlare::headers::a b: is not a header name",
            "ERROR exporters::phlare::headers::x-bin: is not a header name",
            "ERROR exporters::phlare::headers::x-scope-orgid: is what carries the tenant"
                + " (tenant_header)",
            "ERROR exporters::phlare::headers::Fine: has a value that is not printable ASCII");
    assertThat(problems(Map.of("ring", THREE, "tenant_header", "X Tenant")))
        .containsExactly(
            "ERROR exporters::phlare::tenant_header: \"X Tenant\" is not a header name");
    assertThat(bind(Map.of("headers", Map.of("A", "s3cret"))).value().toString())
        .doesNotContain("s3cret");
  }

  @Test
  void credentialsAreForAnEndpointAndOfOneKind() {
    Map<String, Object> basic = Map.of("username", "u", "password", "p");
    assertThat(problems(Map.of("endpoint", "https://h", "basic_auth", basic))).isEmpty();
    assertThat(problems(Map.of("endpoint", "http://h", "bearer_token", "t")))
        .containsExactly(
            "WARNING exporters::phlare::endpoint: begins with http://: credentials are sent"
                + " unencrypted");
    assertThat(problems(Map.of("endpoint", "https://h", "basic_auth", basic, "bearer_token", "t")))
        .containsExactly(
            "ERROR exporters::phlare::basic_auth: stands beside a bearer token; only one of them"
                + " can be used");
    assertThat(
            problems(
                Map.of("endpoint", "https://h", "bearer_token", "t", "bearer_token_file", "/f")))
        .containsExactly(
            "ERROR exporters::phlare::bearer_token_file: stands beside bearer_token; only one of"
                + " them can be used");
    assertThat(
            problems(
                Map.of(
                    "endpoint",
                    "https://h",
                    "basic_auth",
                    Map.of("username", "a:b", "password", "p", "password_file", "/f"))))
        .containsExactlyInAnyOrder(
            "ERROR exporters::phlare::basic_auth::username: has a colon, which basic"
                + " authentication cannot carry",
            "ERROR exporters::phlare::basic_auth::password_file: stands beside password; only one"
                + " of them can be used");
    assertThat(problems(Map.of("endpoint", "https://h", "proxy_url", "socks5://p")))
        .containsExactly(
            "ERROR exporters::phlare::proxy_url: is not a URL such as http://proxy.example:3128");
    assertThat(
            problems(
                Map.of(
                    "endpoint",
                    "https://h",
                    "bearer_token",
                    "t",
                    "headers",
                    Map.of("authorization", "x"))))
        .containsExactly(
            "ERROR exporters::phlare::headers::Authorization: stands beside basic_auth or a bearer"
                + " token; use one of them");
  }
}
