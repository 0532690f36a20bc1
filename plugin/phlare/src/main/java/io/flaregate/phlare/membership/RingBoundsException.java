package io.flaregate.phlare.membership;

import java.io.Serial;

/**
 * A ring is larger than {@link RingBounds} allow; the message says what, how much and the limit.
 */
public final class RingBoundsException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  RingBoundsException(String message) {
    super(message);
  }
}
