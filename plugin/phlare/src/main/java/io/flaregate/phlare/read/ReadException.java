package io.flaregate.phlare.read;

import java.io.IOException;
import java.io.Serial;

/** A read that cannot be answered. The message says why and what to do, on one line. */
public final class ReadException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  public ReadException(String message) {
    super(message);
  }
}
