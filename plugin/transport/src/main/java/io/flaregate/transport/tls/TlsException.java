package io.flaregate.transport.tls;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A certificate, key or authority cannot be used; the message is written for the operator. */
public final class TlsException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  TlsException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
