package io.flaregate.spi.component;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A component cannot be created or started; the message is written for the operator. */
public final class ComponentException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  public ComponentException(String message) {
    super(message);
  }

  public ComponentException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
