package io.flaregate.ring;

import java.time.Duration;
import java.util.Set;

/**
 * How a ring places series.
 *
 * @param replicationFactor copies of a series, 1 or more
 * @param zoneAwarenessEnabled whether the copies go to different zones
 * @param extendWrites whether a member that is not ACTIVE adds a stand-in to the set; upstream's
 *     distributor works so
 * @param heartbeatTimeout how old a heartbeat may be
 * @param excludedZones zones whose members are left out
 */
public record RingConfig(
    int replicationFactor,
    boolean zoneAwarenessEnabled,
    boolean extendWrites,
    Duration heartbeatTimeout,
    Set<String> excludedZones) {
  /** Upstream's defaults: one copy, no zones, one minute. */
  public static final RingConfig DEFAULT =
      new RingConfig(1, false, true, Duration.ofMinutes(1), Set.of());

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the replication factor is below 1 or the timeout negative
   */
  public RingConfig {
    if (replicationFactor < 1) {
      throw new IllegalArgumentException(
          "replication_factor must be at least 1: " + replicationFactor);
    }
    if (heartbeatTimeout.isNegative()) {
      throw new IllegalArgumentException(
          "heartbeat_timeout must not be negative: " + heartbeatTimeout);
    }
    excludedZones = Set.copyOf(excludedZones);
  }

  /** The same with another number of copies. */
  public RingConfig withReplicationFactor(int factor) {
    return new RingConfig(
        factor, zoneAwarenessEnabled, extendWrites, heartbeatTimeout, excludedZones);
  }

  /** The same with zone awareness on or off. */
  public RingConfig withZoneAwareness(boolean enabled) {
    return new RingConfig(
        replicationFactor, enabled, extendWrites, heartbeatTimeout, excludedZones);
  }

  /** The rule of upstream's readers at an instant, with this timeout. */
  public Liveness liveness(long nowUnixMillis) {
    return Liveness.heartbeat(nowUnixMillis, heartbeatTimeout.toMillis());
  }
}
