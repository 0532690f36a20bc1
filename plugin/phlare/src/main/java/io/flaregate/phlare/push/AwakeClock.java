package io.flaregate.phlare.push;

import static java.util.Objects.requireNonNull;

import java.util.function.LongSupplier;

/**
 * Time during which this process was awake. It goes on with another clock, but between two ticks by
 * at most {@link #MAX_STEP_NANOS}: a process that was stopped, or whose machine was, comes late for
 * its tick. Thread-safe.
 */
final class AwakeClock implements LongSupplier {
  /** How far it goes without a tick; ticks come about once a second. */
  static final long MAX_STEP_NANOS = 2_000_000_000L;

  private final LongSupplier nanos;
  private long base;
  private long lastTick;

  /**
   * A clock.
   *
   * @param nanos the clock to follow, such as {@link System#nanoTime}
   */
  AwakeClock(LongSupplier nanos) {
    this.nanos = requireNonNull(nanos, "nanos is null");
    lastTick = nanos.getAsLong();
  }

  /** Says that the process is awake. */
  synchronized void tick() {
    long now = nanos.getAsLong();
    base += Math.min(now - lastTick, MAX_STEP_NANOS);
    lastTick = now;
  }

  @Override
  public synchronized long getAsLong() {
    return base + Math.min(nanos.getAsLong() - lastTick, MAX_STEP_NANOS);
  }
}
