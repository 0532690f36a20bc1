package io.flaregate.phlare.wal.log;

import java.io.IOException;

/** Somebody else uses the directory of a log. */
public final class LogLockedException extends IOException {
  private static final long serialVersionUID = 1;

  /** With a message that names the directory and, if known, who has it. */
  public LogLockedException(String message) {
    super(message);
  }
}
