package io.flaregate.phlare.membership.memberlist;

import java.util.Locale;

/** Why a node's state could not be had; the metric's label. */
public enum PullFailure {
  /** A name of {@code join_members} has no address. */
  RESOLVE,
  /** Nobody listens there, or nobody can be reached. */
  CONNECT,
  /** The TLS handshake failed. */
  TLS,
  /** The node did not answer in time. */
  TIMEOUT,
  /** The node closed the connection without an answer, as it does when the label is wrong. */
  CLOSED,
  /** The node answered that it cannot handle the request. */
  REFUSED,
  /** The answer, or something in it, is larger than is allowed. */
  TOO_LARGE,
  /** The answer is not what the protocol says. */
  MALFORMED,
  /** A defect of this program. */
  INTERNAL;

  /** The value of the metric's label. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
