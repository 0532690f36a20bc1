package io.flaregate.otlp.json;

import java.io.Serial;

/**
 * A body that is not the JSON of a request. Cheap to make: it has no stack trace, since senders
 * cause it at will.
 */
public final class MalformedJsonException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** What is wrong, and where. */
  public MalformedJsonException(String message) {
    super(message, null, false, false);
  }
}
