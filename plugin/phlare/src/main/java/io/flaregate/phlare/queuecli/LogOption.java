package io.flaregate.phlare.queuecli;

import io.flaregate.phlare.cli.ConfiguredExporter;
import io.flaregate.phlare.durable.DurableQueue;
import io.flaregate.phlare.wal.log.Damage;
import io.flaregate.phlare.wal.log.DiskDirectory;
import io.flaregate.phlare.wal.log.LogListener;
import io.flaregate.phlare.wal.log.LogReader;
import io.flaregate.phlare.wal.log.RecordVisitor;
import io.flaregate.spi.command.CommandHost;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which log a command is about. */
final class LogOption {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description = "The directory of the log. Default: wal.directory of --config.")
  private @Nullable Path given;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "A gateway's configuration: its phlare exporter names the directory. The gateway need not"
              + " run.")
  private @Nullable Path config;

  @Option(
      names = "--exporter",
      paramLabel = "ID",
      description = "Which exporter of --config, such as phlare/eu; needed if it has several.")
  private @Nullable String exporterId;

  @Option(names = "--dead", description = "The dead letters: what can never be delivered.")
  private boolean dead;

  private Path directory = Path.of("");
  private @Nullable ConfiguredExporter exporter;

  ParameterException wrong(String message) {
    if (command == null) {
      throw new IllegalStateException("not mixed in: " + message);
    }
    return new ParameterException(command.commandLine(), message);
  }

  /**
   * Finds the log; comes before everything else.
   *
   * @param host reads {@code --config}
   * @throws IOException if there is none, or the configuration names none
   * @throws ParameterException if the call is wrong
   */
  void find(CommandHost host) throws IOException {
    if (given == null && config == null) {
      throw wrong("either --directory or --config is needed");
    }
    if (exporterId != null && config == null) {
      throw wrong("--exporter needs --config");
    }
    if (config != null) {
      try {
        exporter = ConfiguredExporter.read(host, config, exporterId);
      } catch (IllegalArgumentException e) {
        throw wrong(String.valueOf(e.getMessage()));
      }
    }
    directory = given != null ? given : configured();
    check();
  }

  private Path configured() throws IOException {
    ConfiguredExporter found = exporter;
    String named = found == null ? "" : found.config().wal().directory();
    if (found == null || named.isEmpty()) {
      throw new IOException(
          (found == null ? "it" : found.name()) + " has no wal.directory; give --directory");
    }
    try {
      return Path.of(named);
    } catch (InvalidPathException e) {
      throw new IOException(found.name() + ": wal.directory: " + e.getMessage(), e);
    }
  }

  private void check() throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new IOException(directory + " is no directory");
    }
    if (!Files.exists(directory.resolve("journal")) && !Files.exists(directory.resolve("lock"))) {
      throw new IOException(directory + " holds no write-ahead log");
    }
  }

  /** The exporter that {@code --config} has; null without that option. */
  @Nullable ConfiguredExporter exporter() {
    return exporter;
  }

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
   * Reads the records, and tells of damage.
   *
   * @throws IOException if they cannot be read
   */
  void read(RecordVisitor visitor, PrintStream notes) throws IOException {
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
