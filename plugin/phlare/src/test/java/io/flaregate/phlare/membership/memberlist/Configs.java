package io.flaregate.phlare.membership.memberlist;

import io.flaregate.phlare.config.MemberlistConfig;
import java.time.Duration;
import java.util.List;

/** Configurations for tests: defaults, but quick. */
final class Configs {
  private Configs() {}

  /** A cluster without a label and without TLS. */
  static MemberlistConfig quick(String... joinMembers) {
    return of(List.of(joinMembers), "", Duration.ofSeconds(10));
  }

  static MemberlistConfig labelled(String label, String... joinMembers) {
    return of(List.of(joinMembers), label, Duration.ofSeconds(10));
  }

  static MemberlistConfig impatient(Duration streamTimeout, String... joinMembers) {
    return of(List.of(joinMembers), "", streamTimeout);
  }

  private static MemberlistConfig of(
      List<String> joinMembers, String label, Duration streamTimeout) {
    return new MemberlistConfig(
        joinMembers,
        label,
        Duration.ofMillis(10),
        streamTimeout,
        Duration.ofMillis(5),
        Duration.ofMillis(20),
        Duration.ofMinutes(5),
        false,
        "",
        "",
        "",
        "",
        false,
        "");
  }

  /** The same over TLS. */
  static MemberlistConfig tls(
      MemberlistConfig plain, String ca, String cert, String key, String serverName) {
    return new MemberlistConfig(
        plain.joinMembers(),
        plain.clusterLabel(),
        plain.pullPushInterval(),
        plain.streamTimeout(),
        plain.minJoinBackoff(),
        plain.maxJoinBackoff(),
        plain.leftIngestersTimeout(),
        true,
        cert,
        key,
        ca,
        serverName,
        false,
        "VersionTLS12");
  }
}
