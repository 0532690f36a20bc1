package io.flaregate.phlare.membership;

import static java.util.Objects.requireNonNull;

import io.flaregate.ring.Liveness;
import io.flaregate.ring.ShardCache;
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

  /** What keeps every write from reaching its quorum, see {@link QuorumCheck#missing}. */
  public String missing() {
    return new QuorumCheck(new ShardCache(0)).missing(this);
  }
}
