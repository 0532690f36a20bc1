package io.flaregate.phlare.membership.memberlist;

import io.flaregate.spi.telemetry.Counter;
import io.flaregate.spi.telemetry.Gauge;
import io.flaregate.spi.telemetry.Meter;

/** What is counted, under upstream's names where upstream counts the same. */
final class MemberlistMetrics {
  private final Counter pulls;
  private final Counter pulledBytes;
  private final Counter pushes;
  private final Counter pushedBytes;
  private final Gauge nodes;
  private final Gauge tombstones;
  private final Counter failures;

  MemberlistMetrics(Meter meter) {
    pulls =
        meter.counter("pyroscope_memberlist_client_state_pulls_total", "States pulled from nodes.");
    pulledBytes =
        meter.counter(
            "pyroscope_memberlist_client_state_pulls_bytes_total", "Bytes of pulled states.");
    pushes =
        meter.counter(
            "pyroscope_memberlist_client_state_pushes_total", "Own entries pushed to nodes.");
    pushedBytes =
        meter.counter(
            "pyroscope_memberlist_client_state_pushes_bytes_total", "Bytes of pushed entries.");
    nodes =
        meter.gauge(
            "pyroscope_memberlist_client_cluster_members_count",
            "Nodes alive, as the node that was asked last sees it.");
    tombstones =
        meter.gauge(
            "pyroscope_memberlist_client_kv_store_value_tombstones",
            "Members of a ring that have left and are remembered as such.",
            "key");
    failures =
        meter.counter(
            "flaregate_memberlist_pull_failures_total",
            "Nodes that could not be asked, or whose answer could not be used.",
            "reason");
  }

  void pulled(int bytes) {
    pulls.increment();
    pulledBytes.add(bytes);
  }

  void pushed(int entries, int bytes) {
    pushes.add(entries);
    pushedBytes.add(bytes);
  }

  void nodes(int alive) {
    nodes.set(alive);
  }

  void tombstones(String key, int count) {
    tombstones.set(count, key);
  }

  void failed(PullFailure failure) {
    failures.increment(failure.label());
  }
}
