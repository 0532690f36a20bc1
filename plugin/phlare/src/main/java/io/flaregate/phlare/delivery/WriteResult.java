package io.flaregate.phlare.delivery;

import static java.util.Objects.requireNonNull;

import io.flaregate.ring.QuorumTracker;
import io.flaregate.ring.SeriesDecision;
import java.time.Duration;

/** What became of the series of a request. Immutable. */
public final class WriteResult {
  /** What ended the wait. */
  public enum Ended {
    /** The answers of the destinations. */
    ANSWERS,
    /** Nobody waits any longer: the sender's deadline. */
    DEADLINE,
    /** Nobody waits any longer: the sender has gone. */
    CANCELLED
  }

  private final QuorumTracker tracker;
  private final Ended ended;
  private final Duration retryDelay;

  /** The result of a tracker that has decided. */
  WriteResult(QuorumTracker tracker, Ended ended, Duration retryDelay) {
    this.tracker = requireNonNull(tracker, "tracker is null");
    this.ended = requireNonNull(ended, "ended is null");
    this.retryDelay = requireNonNull(retryDelay, "retryDelay is null");
  }

  /** How many series there are. */
  public int size() {
    return tracker.size();
  }

  /** What became of a series. */
  public SeriesDecision decision(int series) {
    return tracker.decision(series);
  }

  /** Why a series is not stored; empty if it is. */
  public String message(int series) {
    String message = tracker.message(series);
    return message == null ? "" : message;
  }

  /** What ended the wait. */
  public Ended ended() {
    return ended;
  }

  /** The longest delay that a destination asked for; zero if none did. */
  public Duration retryDelay() {
    return retryDelay;
  }
}
