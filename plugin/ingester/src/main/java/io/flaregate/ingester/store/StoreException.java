package io.flaregate.ingester.store;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The store cannot be opened, read or written; the message is written for the operator. */
public final class StoreException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  StoreException(String message) {
    super(message);
  }

  StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
