package io.flaregate.phlare.config;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How to reach a memberlist cluster, in the words of upstream's {@code memberlist} block as far as
 * they concern an observer, which binds no port and has no node name.
 *
 * <p>Two defaults are not upstream's: an observer is never told of a change, so it asks each second
 * ({@code pull_push_interval}, upstream 30s between members that gossip besides), and a cluster
 * that comes back is to be seen within seconds ({@code max_join_backoff}, upstream 1m).
 *
 * @param joinMembers the nodes to ask: {@code host:port} or {@code dns+host:port}; 7946 unless a
 *     port is given
 * @param clusterLabel the cluster's label; empty if it has none
 * @param pullPushInterval time between two questions; large answers stretch it
 * @param streamTimeout limit of connecting, of sending and of reading, one each
 * @param minJoinBackoff the pause after a first failure
 * @param maxJoinBackoff the longest pause after failures
 * @param leftIngestersTimeout how long a member that left is remembered as such
 * @param tlsEnabled whether nodes speak TLS
 * @param tlsCertPath file of the client's certificate chain, PEM
 * @param tlsKeyPath file of the client's key, PEM (PKCS#8)
 * @param tlsCaPath file of the authorities, PEM; empty: the system's
 * @param tlsServerName the name in the nodes' certificates, if not that of {@code join_members}
 * @param tlsInsecureSkipVerify whether any certificate will do
 * @param tlsMinVersion {@code VersionTLS12} or {@code VersionTLS13}; empty: 1.2
 */
public record MemberlistConfig(
    @Description(
            "Nodes to ask for the ring: host:port or dns+host:port; names are resolved each time.")
        List<String> joinMembers,
    @Description("Label of the memberlist cluster; empty if it has none.") String clusterLabel,
    @Description("Time between two pulls of the ring; answers over 256 KiB stretch it.")
        Duration pullPushInterval,
    @Description("Longest time for connecting to a node, for sending and for reading, one each.")
        Duration streamTimeout,
    @Description("Pause after a first failed pull.") Duration minJoinBackoff,
    @Description("Longest pause after failed pulls.") Duration maxJoinBackoff,
    @Description("How long a member that left is remembered, so that no lagging node revives it.")
        Duration leftIngestersTimeout,
    @Description("Whether nodes speak TLS.") boolean tlsEnabled,
    @Description("File of the client's certificate chain, PEM.") String tlsCertPath,
    @Description("File of the client's private key, PEM (PKCS#8, not encrypted).")
        String tlsKeyPath,
    @Description("File of the authorities that nodes' certificates come from, PEM.")
        String tlsCaPath,
    @Description("Name in the nodes' certificates, if not the one in join_members.")
        String tlsServerName,
    @Description("Whether to accept any certificate.") boolean tlsInsecureSkipVerify,
    @Description("Oldest version accepted: VersionTLS12 or VersionTLS13; empty: 1.2.")
        String tlsMinVersion)
    implements Validated {

  /** The longest label that the protocol can carry. */
  public static final int MAX_CLUSTER_LABEL_BYTES = 255;

  /** Versions by upstream's names. */
  private static final Set<String> TLS_VERSIONS = Set.of("", "VersionTLS12", "VersionTLS13");

  public MemberlistConfig {
    joinMembers = List.copyOf(joinMembers);
    requireNonNull(clusterLabel, "clusterLabel is null");
    requireNonNull(pullPushInterval, "pullPushInterval is null");
    requireNonNull(streamTimeout, "streamTimeout is null");
    requireNonNull(minJoinBackoff, "minJoinBackoff is null");
    requireNonNull(maxJoinBackoff, "maxJoinBackoff is null");
    requireNonNull(leftIngestersTimeout, "leftIngestersTimeout is null");
    requireNonNull(tlsCertPath, "tlsCertPath is null");
    requireNonNull(tlsKeyPath, "tlsKeyPath is null");
    requireNonNull(tlsCaPath, "tlsCaPath is null");
    requireNonNull(tlsServerName, "tlsServerName is null");
    requireNonNull(tlsMinVersion, "tlsMinVersion is null");
  }

  /** No nodes, no label, no TLS. */
  public static MemberlistConfig defaults() {
    return new MemberlistConfig(
        List.of(),
        "",
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofMinutes(5),
        false,
        "",
        "",
        "",
        "",
        false,
        "");
  }

  @Override
  public void validate(Problems problems) {
    for (int i = 0; i < joinMembers.size(); i++) {
      try {
        JoinMember.parse(joinMembers.get(i));
      } catch (IllegalArgumentException e) {
        problems.error("join_members[" + i + "]", String.valueOf(e.getMessage()));
      }
    }
    int label = clusterLabel.getBytes(StandardCharsets.UTF_8).length;
    if (label > MAX_CLUSTER_LABEL_BYTES) {
      problems.error(
          "cluster_label",
          "is " + label + " bytes long, at most " + MAX_CLUSTER_LABEL_BYTES + " are possible");
    }
    positive(problems, "pull_push_interval", pullPushInterval);
    positive(problems, "stream_timeout", streamTimeout);
    positive(problems, "min_join_backoff", minJoinBackoff);
    positive(problems, "left_ingesters_timeout", leftIngestersTimeout);
    if (maxJoinBackoff.compareTo(minJoinBackoff) < 0) {
      problems.error(
          "max_join_backoff",
          "is " + maxJoinBackoff + ", less than min_join_backoff: " + minJoinBackoff);
    }
    validateTls(problems);
  }

  private static void positive(Problems problems, String key, Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      problems.error(key, "is " + duration + ", must be more than 0");
    }
  }

  private void validateTls(Problems problems) {
    if (tlsCertPath.isEmpty() != tlsKeyPath.isEmpty()) {
      problems.error(
          tlsCertPath.isEmpty() ? "tls_cert_path" : "tls_key_path",
          "is missing; a client's certificate needs both tls_cert_path and tls_key_path");
    }
    if (!TLS_VERSIONS.contains(tlsMinVersion)) {
      problems.error(
          "tls_min_version",
          "TLS version \""
              + tlsMinVersion
              + "\" is not supported; VersionTLS12 and VersionTLS13 are");
    }
    boolean named = !tlsCertPath.isEmpty() || !tlsCaPath.isEmpty() || !tlsServerName.isEmpty();
    if (!tlsEnabled && (named || tlsInsecureSkipVerify)) {
      problems.warning("tls_enabled", "is false, so the other tls_ keys have no effect");
    }
  }
}
