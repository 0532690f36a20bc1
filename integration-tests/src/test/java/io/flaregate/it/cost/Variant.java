package io.flaregate.it.cost;

import java.nio.file.Path;

/** The ways of writing that are compared. */
enum Variant {
  /** One copy, without hints, without a memory of what was written: an export as any other. */
  SINK("replication_factor: 1", 1, "hints: {enabled: false}, same_millisecond_max_bytes: 0"),
  /** Three copies without hints and memory: what the copies alone cost. */
  COPIES("replication_factor: 3", 3, "hints: {enabled: false}, same_millisecond_max_bytes: 0"),
  /** As it is without any setting. */
  QUORUM("replication_factor: 3", 3, ""),
  /** The same with a write-ahead log. */
  DURABLE("replication_factor: 3", 3, "ack: durable, wal: {directory: WAL}");

  private final String factor;
  private final int sinks;
  private final String keys;

  Variant(String factor, int sinks, String keys) {
    this.factor = factor;
    this.sinks = sinks;
    this.keys = keys;
  }

  /** The gateway's configuration. */
  String yaml(int[] ports, int adminPort, int grpcPort, Path directory) {
    StringBuilder members = new StringBuilder();
    for (int i = 0; i < sinks; i++) {
      members.append("{id: sink-").append(i).append(", addr: \"127.0.0.1:");
      members.append(ports[i]).append("\"}, ");
    }
    String own = keys.replace("WAL", directory.resolve("wal").toString());
    return """
        receivers: {otlp: {protocols: {grpc: {endpoint: "127.0.0.1:%d"}}}}
        processors: {phlare: {limits: {ingestion_rate_mb: 0, reject_older_than: 0s, reject_newer_than: 0s}}}
        exporters: {phlare: {ring: {%s, static_instances: [%s]}, %s}}
        service:
          admin: {endpoint: "127.0.0.1:%d"}
          pipelines: {profiles: {receivers: [otlp], processors: [phlare], exporters: [phlare]}}
        """
        .formatted(grpcPort, factor, members, own, adminPort);
  }
}
