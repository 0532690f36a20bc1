package io.flaregate.phlare.push;

import static java.util.Objects.requireNonNull;

/**
 * How one attempt of a push ended.
 *
 * @param answer what it means for the series
 * @param contact how far it came
 * @param trouble what is wrong with TLS, for the log; empty: nothing
 */
record Reply(PushAnswer answer, Contact contact, String trouble) {
  /** How far an attempt came. */
  enum Contact {
    /** The ingester answered. */
    ANSWERED,
    /** It went out and the connection broke before the answer was whole. */
    BROKEN,
    /** It never went out. */
    UNREACHED,
    /** There was no answer in time. */
    TIMED_OUT
  }

  Reply {
    requireNonNull(answer, "answer is null");
    requireNonNull(contact, "contact is null");
    requireNonNull(trouble, "trouble is null");
  }
}
