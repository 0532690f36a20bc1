package io.flaregate.it.chaos.rig;

import java.util.List;

/**
 * What became of one request.
 *
 * @param ids the profiles in it
 * @param dueNanos when it was to be sent, a {@link System#nanoTime}
 * @param endNanos when the whole answer was there
 * @param kind what it was
 * @param detail what the answer said, for people
 */
public record Answered(List<String> ids, long dueNanos, long endNanos, Kind kind, String detail) {

  /** The kinds of answer. */
  public enum Kind {
    /** Everything in it is stored. */
    ACKED,
    /** Some of it was refused for good. */
    PARTIAL,
    /** Come back later: 503 or UNAVAILABLE, with a delay. */
    RETRY,
    /** Too much: 429 or RESOURCE_EXHAUSTED. */
    LIMITED,
    /** Nobody listens there: it was not begun. */
    UNREACHABLE,
    /** The sender itself gave up. */
    GIVEN_UP,
    /** The connection broke before the whole answer was there. */
    BROKEN,
    /** Anything else: an error that tells senders to drop what they have. */
    FAILED
  }

  /** How long it took from when it was to be sent, in milliseconds. */
  public double millis() {
    return (endNanos - dueNanos) / 1e6;
  }
}
