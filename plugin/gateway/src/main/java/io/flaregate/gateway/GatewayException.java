package io.flaregate.gateway;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A gateway cannot be made or started; the message is written for the operator. */
public final class GatewayException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  public GatewayException(String message) {
    super(message);
  }

  public GatewayException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
