package io.flaregate.ring;

import java.io.Serial;

/** The ring has not enough healthy members for a series. Carries no stack trace: it is cheap. */
public final class RingLookupException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final LookupStatus status;

  /** Creates one; {@code status} is not {@link LookupStatus#FOUND}. */
  public RingLookupException(LookupStatus status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  /** Why: never {@link LookupStatus#FOUND}. */
  public LookupStatus status() {
    return status;
  }
}
