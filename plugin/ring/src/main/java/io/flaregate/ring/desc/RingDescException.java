package io.flaregate.ring.desc;

import java.io.Serial;

/** A stored ring value that cannot be read. */
public final class RingDescException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  RingDescException(String message) {
    super(message);
  }
}
