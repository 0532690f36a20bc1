package io.flaregate.phlare.membership;

import static java.util.Objects.requireNonNull;

import io.flaregate.ring.Liveness;
import io.flaregate.ring.TokenRing;
import java.time.Duration;

/**
 * The ring as a source knows it at one moment. Immutable.
 *
 * @param ring the members
 * @param liveness which of them are to be believed alive
 * @param source where it comes from, for messages: {@code static_instances}
 * @param publishedNanos the {@link System#nanoTime} at which it was published
 */
public record RingView(TokenRing ring, Liveness liveness, String source, long publishedNanos) {
  public RingView {
    requireNonNull(ring, "ring is null");
    requireNonNull(liveness, "liveness is null");
    requireNonNull(source, "source is null");
  }

  /** How old this view is at a reading of {@link System#nanoTime}. */
  public Duration age(long nowNanos) {
    return Duration.ofNanos(nowNanos - publishedNanos);
  }

  /**
   * What keeps every write from reaching its quorum, for a person; empty if nothing does. A series
   * needs a majority of the replication factor, from as many zones if the ring is aware of them.
   */
  public String missing() {
    int factor = ring.config().replicationFactor();
    int needed = factor / 2 + 1;
    long usable = ring.config().zoneAwarenessEnabled() ? zones() : healthy();
    if (usable >= needed) {
      return "";
    }
    String kind = ring.config().zoneAwarenessEnabled() ? " zones with healthy" : " healthy";
    return "ring from "
        + source
        + " has "
        + usable
        + kind
        + " ingesters, a write needs "
        + needed
        + " (replication_factor: "
        + factor
        + ")";
  }

  private long healthy() {
    return ring.healthyInstances(liveness).size();
  }

  /** Zones with a healthy member; members without a zone count one each, as a lookup takes them. */
  private long zones() {
    return ring.healthyInstances(liveness).stream()
        .map(member -> member.zone().isEmpty() ? "\0" + member.id() : member.zone())
        .distinct()
        .count();
  }
}
