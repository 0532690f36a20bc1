package io.flaregate.phlare.wal.log;

import java.io.IOException;

/** A record is not to be had any more: its bytes were damaged, or its file is gone. */
public final class RecordLostException extends IOException {
  private static final long serialVersionUID = 1;

  /** With a message that names record and file. */
  public RecordLostException(String message, Throwable cause) {
    super(message, cause);
  }

  /** With a message that names record and file. */
  public RecordLostException(String message) {
    super(message);
  }
}
