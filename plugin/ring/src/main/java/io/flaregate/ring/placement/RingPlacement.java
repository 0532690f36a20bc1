package io.flaregate.ring.placement;

import io.flaregate.ring.Liveness;
import io.flaregate.ring.Replicas;
import io.flaregate.ring.TokenRing;
import java.util.Objects;

/**
 * Places by the token ring: the replication set of the series' token, a quorum of which must hold.
 */
public final class RingPlacement implements Placement {
  private final TokenRing ring;
  private final Liveness liveness;

  /** Places on a ring, a tenant's sub-ring if it has one. */
  public RingPlacement(TokenRing ring, Liveness liveness) {
    this.ring = Objects.requireNonNull(ring, "ring is null");
    this.liveness = Objects.requireNonNull(liveness, "liveness is null");
  }

  @Override
  public Replicas place(SeriesKey series) {
    return ring.replicas(series.token(), liveness);
  }
}
