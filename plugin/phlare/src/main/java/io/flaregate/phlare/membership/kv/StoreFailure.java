package io.flaregate.phlare.membership.kv;

import java.util.Locale;

/** Why a store could not be used; the metric's label. */
public enum StoreFailure {
  /** Nobody listens there, or nobody can be reached. */
  UNREACHABLE,
  /** The TLS handshake failed. */
  TLS,
  /** The store did not answer in time. */
  TIMEOUT,
  /** The store does not know the user, or does not let it. */
  DENIED,
  /** The store answered with an error. */
  REFUSED,
  /** What the store holds is larger than is allowed. */
  TOO_LARGE,
  /** What the store holds or answers cannot be read. */
  MALFORMED,
  /** Others wrote the same key again and again. */
  CONFLICT,
  /** The store is closed or cannot be written to. */
  UNSUPPORTED,
  /** A defect of this program. */
  INTERNAL;

  /** The value of the metric's label. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
