package io.flaregate.phlare.membership;

import static java.util.Objects.requireNonNull;

import io.flaregate.ring.Liveness;
import io.flaregate.ring.TokenRing;

/** A ring that never changes. */
public final class StaticRingSource implements RingSource {
  private final RingView view;

  /**
   * A source of this ring.
   *
   * @param source where the ring was told, for messages
   */
  public StaticRingSource(TokenRing ring, String source) {
    requireNonNull(ring, "ring is null");
    view = new RingView(ring, Liveness.ALL_ALIVE, source, System.nanoTime());
  }

  @Override
  public RingView view() {
    return view;
  }

  @Override
  public void onChange(Runnable action) {
    requireNonNull(action, "action is null");
  }

  @Override
  public void close() {}
}
