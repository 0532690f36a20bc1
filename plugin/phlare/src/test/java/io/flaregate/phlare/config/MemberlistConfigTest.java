package io.flaregate.phlare.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.spi.config.Problems;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class MemberlistConfigTest {
  private static List<String> problems(MemberlistConfig config) {
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

  @Test
  void keysAreUpstreams() {
    List<String> keys =
        Arrays.stream(MemberlistConfig.class.getRecordComponents())
            .map(RecordComponent::getName)
            .map(name -> name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
            .toList();
    assertThat(keys)
        .containsExactly(
            "join_members",
            "cluster_label",
            "pull_push_interval",
            "stream_timeout",
            "min_join_backoff",
            "max_join_backoff",
            "left_ingesters_timeout",
            "tls_enabled",
            "tls_cert_path",
            "tls_key_path",
            "tls_ca_path",
            "tls_server_name",
            "tls_insecure_skip_verify",
            "tls_min_version");
  }

  @Test
  void defaultsNameNoNode() {
    MemberlistConfig config = MemberlistConfig.defaults();
    assertThat(config.pullPushInterval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.streamTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.minJoinBackoff()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.maxJoinBackoff()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.leftIngestersTimeout()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.joinMembers()).isEmpty();
    assertThat(problems(config)).isEmpty();
  }

  @Test
  void everyProblemIsTold() {
    MemberlistConfig config =
        new MemberlistConfig(
            List.of("ring:0", "", "dnssrv+_m._tcp.ring"),
            "ü".repeat(128),
            Duration.ZERO,
            Duration.ofSeconds(-1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ZERO,
            false,
            "cert.pem",
            "",
            "",
            "",
            false,
            "VersionTLS10");
    assertThat(problems(config))
        .containsExactly(
            "join_members[0]: \"ring:0\" is not host:port with a port from 1 to 65535",
            "join_members[1]: \":7946\" is not host:port with a port from 1 to 65535",
            "join_members[2]: \"dnssrv+_m._tcp.ring\" asks for SRV records, which is not possible;"
                + " write dns+host:port",
            "cluster_label: is 256 bytes long, at most 255 are possible",
            "pull_push_interval: is PT0S, must be more than 0",
            "stream_timeout: is PT-1S, must be more than 0",
            "left_ingesters_timeout: is PT0S, must be more than 0",
            "max_join_backoff: is PT1S, less than min_join_backoff: PT2S",
            "tls_key_path: is missing; a client's certificate needs both tls_cert_path and"
                + " tls_key_path",
            "tls_min_version: TLS version \"VersionTLS10\" is not supported; VersionTLS12 and"
                + " VersionTLS13 are",
            "warning tls_enabled: is false, so the other tls_ keys have no effect");
  }

  @Test
  void membersAreHostsWithAndWithoutPorts() {
    assertThat(JoinMember.parse("ring")).isEqualTo(new JoinMember("ring", "ring", 7946));
    assertThat(JoinMember.parse("dns+ring.svc:80"))
        .isEqualTo(new JoinMember("dns+ring.svc:80", "ring.svc", 80));
    assertThat(JoinMember.parse("[::1]:80")).isEqualTo(new JoinMember("[::1]:80", "::1", 80));
    assertThat(JoinMember.parse("[::1]")).isEqualTo(new JoinMember("[::1]", "::1", 7946));
    assertThat(JoinMember.parse("fe80::1")).isEqualTo(new JoinMember("fe80::1", "fe80::1", 7946));
    assertThatThrownBy(() -> JoinMember.parse("ring:port"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
