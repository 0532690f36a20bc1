package io.flaregate.phlare.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.phlare.config.KvStoreConfig.Store;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Secret;
import io.flaregate.spi.config.Validated;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KvStoreConfigTest {
  private static List<String> problems(Validated config) {
    List<String> problems = new ArrayList<>();
    config.validate(
        new Problems() {
          @Override
          public void error(String key, String message) {
            problems.add(key + ": " + message);
          }

          @Override
          public void warning(String key, String message) {
            problems.add("warning " + key + ": " + message);
          }
        });
    return problems;
  }

  private static KvStoreConfig multi(String primary, String secondary) {
    KvStoreConfig bare = KvStoreConfig.of(Store.MULTI, "p/");
    return new KvStoreConfig(
        bare.store(),
        bare.prefix(),
        bare.etcd(),
        bare.consul(),
        bare.memberlist(),
        bare.http(),
        new MultiConfig(primary, secondary, false, Duration.ofSeconds(2)));
  }

  @Test
  void onlyTheBlockOfTheStoreThatIsUsedIsNeeded() {
    assertThat(problems(KvStoreConfig.of(Store.STATIC, ""))).isEmpty();
    assertThat(problems(KvStoreConfig.of(Store.CONSUL, ""))).isEmpty();
    assertThat(problems(KvStoreConfig.of(Store.ETCD, "")))
        .containsExactly("etcd::endpoints: is empty; kvstore.store: etcd needs host:port of etcd");
    assertThat(problems(KvStoreConfig.of(Store.MEMBERLIST, "")))
        .containsExactly("memberlist::join_members: is empty; an observer needs a node to ask");
    assertThat(problems(KvStoreConfig.of(Store.HTTP, "")))
        .containsExactly("http::url: is missing; kvstore.store: http needs a ring page");
  }

  @Test
  void bothPartsOfMultiMustBeStoresThatCanBeUsed() {
    assertThat(problems(multi("consul", "etcd")))
        .containsExactly("etcd::endpoints: is empty; kvstore.store: etcd needs host:port of etcd");
    assertThat(problems(multi("static", "")))
        .containsExactly(
            "multi::primary: is \"static\", must be one of etcd, consul, memberlist, http",
            "multi::secondary: is \"\", must be one of etcd, consul, memberlist, http");
    assertThat(problems(multi("consul", "consul")))
        .containsExactly("multi::secondary: is \"consul\", as is the primary");
    assertThat(multi("consul", "etcd").primary()).isEqualTo(Store.CONSUL);
    assertThat(multi("consul", "etcd").secondary()).isEqualTo(Store.ETCD);
    assertThatThrownBy(() -> multi("x", "etcd").primary())
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(multi("consul", "etcd").distributorKey()).isEqualTo("p/distributor");
  }

  @Test
  void everyProblemOfEtcdIsTold() {
    assertThat(
            problems(
                new EtcdConfig(
                    List.of("etcd", "https://etcd:2379"),
                    Duration.ZERO,
                    0,
                    false,
                    "c",
                    "",
                    "",
                    "",
                    false,
                    "VersionTLS10",
                    "u",
                    new Secret(""))))
        .containsExactly(
            "endpoints::0: \"etcd\" is not host:port with a port from 1 to 65535",
            "endpoints::1: begins with https://, but tls_enabled is false",
            "dial_timeout: is 0s, must be more than 0",
            "max_retries: is 0, must be at least 1",
            "password: is missing; a user needs both username and password",
            "tls_key_path: is missing; a client's certificate needs both tls_cert_path and"
                + " tls_key_path",
            "tls_min_version: TLS version \"VersionTLS10\" is not supported; VersionTLS12 and"
                + " VersionTLS13 are",
            "warning tls_enabled: is false, so the other tls_ keys have no effect");
  }

  @Test
  void everyProblemOfTheOtherBlocksIsTold() {
    assertThat(
            problems(
                new ConsulConfig(
                    "a b", new Secret(""), Duration.ZERO, false, -1, 0, Duration.ZERO)))
        .containsExactly(
            "host: \"a b\" is not host:port or a URL of Consul",
            "http_client_timeout: is 0s, must be more than 0",
            "cas_retry_delay: is 0s, must be more than 0",
            "watch_rate_limit: is -1.0, must be 0 (all) or more",
            "watch_burst_size: is 0, must be at least 1");
    assertThat(problems(new HttpRingConfig("ftp://x/", Duration.ZERO)))
        .containsExactly(
            "url: \"ftp://x/\" is not a URL such as http://distributor:4040/ring",
            "period: is 0s, must be more than 0");
    assertThat(problems(new MultiConfig("", "", true, Duration.ZERO)))
        .containsExactly("mirror_timeout: is 0s, must be more than 0");
    assertThat(
            problems(
                new DistributorRingConfig(
                    true,
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(15),
                    "",
                    "",
                    0,
                    List.of(),
                    false)))
        .containsExactly(
            "heartbeat_timeout: is 15s, must be more than heartbeat_period: 15s",
            "instance_port: is 0, must be 1 to 65535");
  }
}
