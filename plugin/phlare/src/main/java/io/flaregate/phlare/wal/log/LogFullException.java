package io.flaregate.phlare.wal.log;

import java.io.IOException;

/** A log has reached a bound of its own, as opposed to that of the disk. */
public final class LogFullException extends IOException {
  private static final long serialVersionUID = 1;

  /** With a message that tells actual size and limit. */
  public LogFullException(String message) {
    super(message);
  }
}
