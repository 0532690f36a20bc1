package io.flaregate.spi.testing;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that stands still until it is told otherwise. {@link #advance} moves wall-clock and
 * monotonic time alike; {@link #setWallClock} is a step of the wall clock alone. Thread-safe.
 */
public final class FakeClock extends Clock {
  /** What a new clock shows unless it is told otherwise. */
  public static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  private Instant now;
  private long nanos;

  public FakeClock() {
    this(START);
  }

  public FakeClock(Instant start) {
    now = requireNonNull(start, "start is null");
  }

  /** Lets time pass. */
  public synchronized void advance(Duration time) {
    now = now.plus(time);
    nanos += time.toNanos();
  }

  /** Sets the wall clock, as an operator or NTP would; monotonic time does not move. */
  public synchronized void setWallClock(Instant instant) {
    now = requireNonNull(instant, "instant is null");
  }

  /** Monotonic time, in place of {@link System#nanoTime}. */
  public synchronized long nanoTime() {
    return nanos;
  }

  /** The wall clock in nanoseconds since 1970. */
  public synchronized long unixNanos() {
    return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("a fake clock has no zone");
  }
}
