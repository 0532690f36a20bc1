package io.flaregate.phlare.receiver.jfr;

import java.io.Serial;

/** Bytes that are not a recording. Without a stack trace: senders cause it at will. */
public final class MalformedJfrException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  MalformedJfrException(String message) {
    super(message, null, false, false);
  }
}
