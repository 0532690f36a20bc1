package io.flaregate.phlare.exporter;

import io.flaregate.phlare.config.ConsulConfig;
import io.flaregate.phlare.config.DistributorRingConfig;
import io.flaregate.phlare.config.EtcdConfig;
import io.flaregate.phlare.config.HttpRingConfig;
import io.flaregate.phlare.config.KvStoreConfig;
import io.flaregate.phlare.config.MemberlistConfig;
import io.flaregate.phlare.config.MultiConfig;
import io.flaregate.spi.config.Secret;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Every key of the blocks of a ring, as it is written and as it is read. */
final class RingMappings {
  private RingMappings() {}

  static Map<String, Object> kvstore() {
    Map<String, Object> all = new HashMap<>();
    all.put("store", "static");
    all.put("prefix", "mine/");
    all.put("etcd", etcd());
    all.put(
        "consul",
        Map.of(
            "host", "consul:8501",
            "acl_token", "t",
            "http_client_timeout", "21s",
            "consistent_reads", true,
            "watch_rate_limit", 0.5,
            "watch_burst_size", 2,
            "cas_retry_delay", "3s"));
    all.put("memberlist", memberlist());
    all.put("http", Map.of("url", "http://d:4040/ring", "period", "6s"));
    all.put(
        "multi",
        Map.of(
            "primary", "etcd",
            "secondary", "consul",
            "mirror_enabled", true,
            "mirror_timeout", "4s"));
    return all;
  }

  private static Map<String, Object> etcd() {
    Map<String, Object> all = new HashMap<>(tls());
    all.put("endpoints", List.of("etcd:2379"));
    all.put("dial_timeout", "7s");
    all.put("max_retries", 3);
    all.put("username", "u");
    all.put("password", "p");
    return all;
  }

  private static Map<String, Object> memberlist() {
    Map<String, Object> all = new HashMap<>(tls());
    all.put("join_members", List.of("node:7946"));
    all.put("cluster_label", "l");
    all.put("pull_push_interval", "2s");
    all.put("stream_timeout", "3s");
    all.put("min_join_backoff", "4s");
    all.put("max_join_backoff", "5s");
    all.put("left_ingesters_timeout", "6m");
    return all;
  }

  private static Map<String, Object> tls() {
    return Map.of(
        "tls_enabled", true,
        "tls_cert_path", "c",
        "tls_key_path", "k",
        "tls_ca_path", "a",
        "tls_server_name", "s",
        "tls_insecure_skip_verify", true,
        "tls_min_version", "VersionTLS13");
  }

  static KvStoreConfig kvstoreConfig() {
    return new KvStoreConfig(
        KvStoreConfig.Store.STATIC,
        "mine/",
        new EtcdConfig(
            List.of("etcd:2379"),
            Duration.ofSeconds(7),
            3,
            true,
            "c",
            "k",
            "a",
            "s",
            true,
            "VersionTLS13",
            "u",
            new Secret("p")),
        new ConsulConfig(
            "consul:8501",
            new Secret("t"),
            Duration.ofSeconds(21),
            true,
            0.5,
            2,
            Duration.ofSeconds(3)),
        new MemberlistConfig(
            List.of("node:7946"),
            "l",
            Duration.ofSeconds(2),
            Duration.ofSeconds(3),
            Duration.ofSeconds(4),
            Duration.ofSeconds(5),
            Duration.ofMinutes(6),
            true,
            "c",
            "k",
            "a",
            "s",
            true,
            "VersionTLS13"),
        new HttpRingConfig("http://d:4040/ring", Duration.ofSeconds(6)),
        new MultiConfig("etcd", "consul", true, Duration.ofSeconds(4)));
  }

  static Map<String, Object> distributor() {
    return Map.of(
        "enabled",
        false,
        "heartbeat_period",
        "3s",
        "heartbeat_timeout",
        "20s",
        "instance_id",
        "i",
        "instance_addr",
        "10.0.0.1",
        "instance_port",
        4041,
        "instance_interface_names",
        List.of("eth7"),
        "instance_enable_ipv6",
        true);
  }

  static DistributorRingConfig distributorConfig() {
    return new DistributorRingConfig(
        false,
        Duration.ofSeconds(3),
        Duration.ofSeconds(20),
        "i",
        "10.0.0.1",
        4041,
        List.of("eth7"),
        true);
  }
}
