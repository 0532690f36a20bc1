package io.flaregate.phlare.limits;

import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How many distributors share the tenants' rates: what a ring says, asked at most once a second,
 * and 1 until a ring is known. Thread-safe.
 */
public final class DistributorCount implements IntSupplier {
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier nanoTime;
  private volatile @Nullable IntSupplier source;
  private volatile Reading reading;

  private record Reading(int count, long atNanos) {}

  /**
   * One distributor, this one.
   *
   * @param nanoTime a monotonic clock, {@link System#nanoTime} outside tests
   */
  public DistributorCount(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    reading = new Reading(1, nanoTime.getAsLong() - FRESH_NANOS);
  }

  /** Asks a ring from now on. */
  public void follow(IntSupplier ring) {
    source = ring;
    reading = new Reading(Math.max(1, ring.getAsInt()), nanoTime.getAsLong());
  }

  /** Whether a ring was ever named. */
  public boolean isKnown() {
    return source != null;
  }

  @Override
  public int getAsInt() {
    Reading last = reading;
    long now = nanoTime.getAsLong();
    if (now - last.atNanos() < FRESH_NANOS) {
      return last.count();
    }
    IntSupplier ring = source;
    Reading next = new Reading(ring == null ? 1 : Math.max(1, ring.getAsInt()), now);
    reading = next;
    return next.count();
  }
}
