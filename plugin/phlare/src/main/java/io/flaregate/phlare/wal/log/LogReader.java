package io.flaregate.phlare.wal.log;

import java.io.IOException;

/** Reads a log without taking its directory, also while another process writes to it. */
public final class LogReader {
  private LogReader() {}

  /**
   * Shows the records that are not acknowledged, oldest first, and changes nothing. Beside a
   * process that writes it shows about what there was when it began.
   *
   * @param listener is told of damage
   * @throws IOException if the directory or a file cannot be read
   */
  public static void read(LogDirectory directory, RecordVisitor visitor, LogListener listener)
      throws IOException {
    LogIndex index = new LogIndex();
    Recovery recovery = Recovery.of(directory);
    recovery.gone().forEach(listener::damaged);
    recovery.segments().forEach(index::add);
    recovery.replay(index, visitor, listener, () -> false);
  }
}
