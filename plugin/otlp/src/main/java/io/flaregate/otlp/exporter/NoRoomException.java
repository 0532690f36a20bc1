package io.flaregate.otlp.exporter;

import java.io.IOException;
import java.io.Serial;

/** The bytes that a request needs cannot be booked. Cheap to make. */
final class NoRoomException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private final boolean forGood;

  /**
   * A refusal.
   *
   * @param forGood whether the request is too large even if it is the only one
   */
  NoRoomException(boolean forGood) {
    super("no room for a request");
    this.forGood = forGood;
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }

  /** Whether waiting for others to end would not help. */
  boolean isForGood() {
    return forGood;
  }
}
