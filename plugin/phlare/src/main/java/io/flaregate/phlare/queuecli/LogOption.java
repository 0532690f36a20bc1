package io.flaregate.phlare.queuecli;

import io.flaregate.phlare.durable.DurableQueue;
import io.flaregate.phlare.wal.log.Damage;
import io.flaregate.phlare.wal.log.DiskDirectory;
import io.flaregate.phlare.wal.log.LogListener;
import io.flaregate.phlare.wal.log.LogReader;
import io.flaregate.phlare.wal.log.RecordVisitor;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which log a command is about. */
final class LogOption {
  @Option(
      names = "--directory",
      paramLabel = "DIR",
      required = true,
      description = "The directory of the log (wal.directory).")
  private Path directory = Path.of("");

  @Option(names = "--dead", description = "The dead letters: what can never be delivered.")
  private boolean dead;

  Path directory() {
    return directory;
  }

  boolean isDead() {
    return dead;
  }

  /** The directory of the records in question. */
  Path records() {
    return dead ? DurableQueue.deadLetters(directory) : directory;
  }

  /**
   * Looks whether there is a log.
   *
   * @throws IOException if there is none
   */
  void check() throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new IOException(directory + " is no directory");
    }
    if (!Files.exists(directory.resolve("journal")) && !Files.exists(directory.resolve("lock"))) {
      throw new IOException(directory + " holds no write-ahead log");
    }
  }

  /**
   * Reads the records, and tells of damage.
   *
   * @throws IOException if they cannot be read
   */
  void read(RecordVisitor visitor, PrintStream notes) throws IOException {
    check();
    if (!Files.isDirectory(records())) {
      return;
    }
    LogListener listener =
        new LogListener() {
          @Override
          public void damaged(Damage damage) {
            if (damage.records() > 0) {
              notes.println(
                  "note: " + damage.file() + ": " + damage.records() + " records are damaged");
            }
          }
        };
    LogReader.read(new DiskDirectory(records()), visitor, listener);
  }
}
