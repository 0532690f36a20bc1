package io.flaregate.phlare.ringpage;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.membership.RingSource;
import io.flaregate.phlare.membership.RingView;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the last snapshot of a ring for as long as the ring is the same, and a second at most,
 * since members also die by time passing. Thread-safe; several who ask at once wait for one.
 */
final class RingSnapshots {
  private static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final RingSource source;
  private final LongSupplier nanoTime;
  private @Nullable RingSnapshot last;
  private long lastNanos;

  RingSnapshots(RingSource source, LongSupplier nanoTime) {
    this.source = requireNonNull(source, "source is null");
    this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
  }

  synchronized RingSnapshot now() {
    RingView view = source.view();
    long now = nanoTime.getAsLong();
    RingSnapshot known = last;
    if (known == null || !known.view().equals(view) || now - lastNanos >= MAX_AGE_NANOS) {
      known = new RingSnapshot(view);
      last = known;
      lastNanos = now;
    }
    return known;
  }
}
