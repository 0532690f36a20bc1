package io.flaregate.phlare.overrides;

import java.io.Serial;

/** A file of overrides that cannot be put in force; the message is for the operator. */
public final class InvalidOverridesException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  InvalidOverridesException(String message) {
    super(message);
  }
}
