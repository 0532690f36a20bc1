package io.flaregate.profiles.otlp;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.consumer.Reason;
import java.io.Serial;

/**
 * A request of which nothing can be used. Cheap to make: it has no stack trace, since senders cause
 * it at will.
 */
public final class UndecodableException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** A request that cannot be used, and why. */
  public UndecodableException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = requireNonNull(reason, "reason is null");
  }

  /**
   * {@link Reason#UNDECODABLE} if it is not a message of the schema, {@link
   * Reason#REQUEST_TOO_LARGE} if it would take too much memory.
   */
  public Reason reason() {
    return reason;
  }
}
