package io.flaregate.phlare.read;

import java.io.Serial;

/** An ingester that did not answer, or not usefully; the message says why, without its name. */
final class IngesterException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  IngesterException(String message) {
    super(message, null, false, false);
  }
}
