package io.flaregate.phlare.push;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps pushes away from an ingester that gives no sign of life. Thread-safe.
 *
 * <p>It opens when pushes have failed without an answer while nothing at all was heard of the
 * ingester for as long as a push may take: neither a pause that is shorter than that nor slow or
 * bad answers open it, since those cost nothing that the bytes in flight do not bound. While it is
 * open one push at a time is let through as a probe; the first answer of any kind closes it. A
 * failed probe is followed by the next one after a short time, so that an ingester that is back is
 * written to within about that time.
 *
 * <p>Time is that of an {@link AwakeClock}: if this process itself was stopped, answers that came
 * meanwhile are still unread when it goes on, and no ingester is to blame.
 */
final class CircuitBreaker {
  /** What a breaker does with pushes. */
  enum State {
    /** Lets all through. */
    CLOSED(0),
    /** One is under way as a probe; others are kept away. */
    HALF_OPEN(1),
    /** Keeps all away until the next probe is due. */
    OPEN(2);

    private final int code;

    State(int code) {
      this.code = code;
    }

    /** Its number in the metrics. */
    int code() {
      return code;
    }
  }

  /** How long after a failed probe the next one may go. */
  static final Duration PROBE_EVERY = Duration.ofMillis(500);

  /** A push that was let through. */
  static final class Permit {
    private final boolean probe;

    private Permit(boolean probe) {
      this.probe = probe;
    }
  }

  private final long patienceNanos;
  private final LongSupplier nanos;

  // Guarded by this.
  private State state = State.CLOSED;
  private int underWay;

  /** Since when nothing was heard although pushes wait or have failed; valid while waiting. */
  private long silentSince;

  private boolean waiting;
  private long lastEnd;
  private long probeAt;

  /**
   * A closed breaker.
   *
   * @param patience how long nothing must be heard of the ingester (pushtimeout)
   * @param nanos a clock that only ever goes on, in nanoseconds
   */
  CircuitBreaker(Duration patience, LongSupplier nanos) {
    patienceNanos = patience.toNanos();
    this.nanos = requireNonNull(nanos, "nanos is null");
  }

  /** What it does now. */
  synchronized State state() {
    return state;
  }

  /** Lets a push through, or not: then null. A push that was let through must be ended. */
  synchronized @Nullable Permit begin() {
    long now = nanos.getAsLong();
    if (state != State.CLOSED && (state == State.HALF_OPEN || now - probeAt < 0)) {
      return null;
    }
    boolean probe = state == State.OPEN;
    if (probe) {
      state = State.HALF_OPEN;
    }
    boolean idle = underWay == 0 && now - lastEnd > PROBE_EVERY.toNanos();
    if (!waiting || (idle && !probe)) {
      waiting = true;
      silentSince = now;
    }
    underWay++;
    return new Permit(probe);
  }

  /** Ends a push that the ingester answered, whatever it said; true if that closed the breaker. */
  synchronized boolean answered(Permit permit) {
    requireNonNull(permit, "permit is null");
    long now = nanos.getAsLong();
    underWay--;
    lastEnd = now;
    waiting = underWay > 0;
    silentSince = now;
    boolean closes = state != State.CLOSED;
    state = State.CLOSED;
    return closes;
  }

  /** Ends a push that was not answered; true if that opened the breaker. */
  synchronized boolean unanswered(Permit permit) {
    long now = nanos.getAsLong();
    underWay--;
    lastEnd = now;
    if (permit.probe && state == State.HALF_OPEN) {
      state = State.OPEN;
      probeAt = now + PROBE_EVERY.toNanos();
      return false;
    }
    boolean opens = state == State.CLOSED && waiting && now - silentSince >= patienceNanos;
    if (opens) {
      state = State.OPEN;
      probeAt = now + PROBE_EVERY.toNanos();
    }
    return opens;
  }
}
