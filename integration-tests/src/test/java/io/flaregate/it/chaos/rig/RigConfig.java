package io.flaregate.it.chaos.rig;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a rig consists of.
 *
 * @param home the folder of the distribution that runs as the gateway
 * @param ingesters how many ingesters there are
 * @param zones how many zones they are spread over; 0: no zones
 * @param ring where the gateway finds them
 * @param exporter further keys of the exporter, one a line, such as {@code ack: durable}
 * @param receiver further keys of the receiver
 * @param javaOptions options of the gateway's Java, after {@code -Xmx256m}
 * @param environment variables of the gateway's environment
 */
public record RigConfig(
    Path home,
    int ingesters,
    int zones,
    RingKind ring,
    List<String> exporter,
    List<String> receiver,
    String javaOptions,
    Map<String, String> environment) {

  /** Where the gateway finds its ingesters. */
  public enum RingKind {
    /** In its configuration. */
    STATIC,
    /** In a key-value store, with heartbeats. */
    KV
  }

  /** Copies the collections. */
  public RigConfig {
    exporter = List.copyOf(exporter);
    receiver = List.copyOf(receiver);
    environment = Map.copyOf(environment);
  }

  /** Three ingesters, a static ring, acknowledged by quorum. */
  public static RigConfig of(Path home) {
    return new RigConfig(home, 3, 0, RingKind.STATIC, List.of(), List.of(), "", Map.of());
  }

  /** Whether it acknowledges what is in its write-ahead log. */
  public boolean isDurable() {
    return exporter.contains("ack: durable");
  }

  /** The same with so many ingesters. */
  public RigConfig withIngesters(int count) {
    return new RigConfig(home, count, zones, ring, exporter, receiver, javaOptions, environment);
  }

  /** The same with the ingesters spread over zones. */
  public RigConfig withZones(int count) {
    return new RigConfig(
        home, ingesters, count, ring, exporter, receiver, javaOptions, environment);
  }

  /** The same with the ring in a key-value store. */
  public RigConfig withKv() {
    return new RigConfig(
        home, ingesters, zones, RingKind.KV, exporter, receiver, javaOptions, environment);
  }

  /** The same with other keys of the exporter. */
  public RigConfig withExporter(List<String> keys) {
    return new RigConfig(home, ingesters, zones, ring, keys, receiver, javaOptions, environment);
  }

  /** The same with further options of Java. */
  public RigConfig withJavaOptions(String options) {
    return new RigConfig(home, ingesters, zones, ring, exporter, receiver, options, environment);
  }

  /** The same with an environment. */
  public RigConfig withEnvironment(Map<String, String> variables) {
    return new RigConfig(home, ingesters, zones, ring, exporter, receiver, javaOptions, variables);
  }
}
