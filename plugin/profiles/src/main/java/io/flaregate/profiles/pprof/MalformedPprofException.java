package io.flaregate.profiles.pprof;

import java.io.Serial;

/**
 * Bytes that are not a pprof, or one that contradicts itself. The message says what is wrong and
 * where. Cheap to make: it has no stack trace, since senders cause it at will.
 */
public final class MalformedPprofException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  public MalformedPprofException(String message) {
    super(message, null, false, false);
  }
}
