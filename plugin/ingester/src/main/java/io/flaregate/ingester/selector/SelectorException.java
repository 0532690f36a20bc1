package io.flaregate.ingester.selector;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A text is no label selector; the message says what is wrong and where. */
public final class SelectorException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  SelectorException(String message) {
    super(message);
  }

  SelectorException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
