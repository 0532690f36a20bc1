package io.flaregate.phlare.queuecli;

import io.flaregate.phlare.wal.log.DiskDirectory;
import io.flaregate.phlare.wal.log.LogListener;
import io.flaregate.phlare.wal.log.LogOptions;
import io.flaregate.phlare.wal.log.RecordLog;
import io.flaregate.spi.command.CommandHost;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code flaregate queue drop}. */
@Command(
    name = "drop",
    description = {
      "Delete series from a log for good: some by id, or with --dead --all every dead letter.",
      "Needs the directory for itself: stop the gateway first."
    },
    mixinStandardHelpOptions = true)
final class DropCommand implements Callable<Integer> {
  private static final LogOptions OPTIONS = new LogOptions(4 << 20, Long.MAX_VALUE, 1 << 20);

  private final PrintStream out;
  private final CommandHost host;

  @Spec private @org.jspecify.annotations.Nullable CommandSpec command;

  @Mixin private LogOption log = new LogOption();

  @Option(names = "--all", description = "Every dead letter; only with --dead.")
  private boolean all;

  @Parameters(arity = "0..*", paramLabel = "ID", description = "The first column of list.")
  private List<Long> ids = new ArrayList<>();

  DropCommand(PrintStream out, CommandHost host) {
    this.out = out;
    this.host = host;
  }

  @Override
  public Integer call() throws IOException {
    if (all == !ids.isEmpty() || (all && !log.isDead())) {
      throw wrong("either some ID or --dead --all is needed");
    }
    log.find(host);
    if (!Files.isDirectory(log.records())) {
      out.println("0 dropped");
      return 0;
    }
    // The lock of the whole, also for dead letters: the gateway that has it keeps their count.
    try (DiskDirectory whole = new DiskDirectory(log.directory())) {
      if (log.isDead()) {
        whole.lock();
      }
      return drop();
    }
  }

  private int drop() throws IOException {
    List<Long> present = new ArrayList<>();
    DiskDirectory directory = new DiskDirectory(log.records());
    try (RecordLog records = RecordLog.open(directory, OPTIONS, Runnable::run, LogListener.NONE)) {
      records.replay((id, payload) -> present.add(id));
      List<Long> dropped = new ArrayList<>(all ? present : ids);
      dropped.retainAll(new java.util.HashSet<>(present));
      dropped.forEach(records::acknowledge);
      out.println(dropped.size() + " dropped");
      if (!all && dropped.size() < ids.size()) {
        throw new IOException((ids.size() - dropped.size()) + " of the series are not there");
      }
    }
    return 0;
  }

  private ParameterException wrong(String message) {
    if (command == null) {
      throw new IllegalStateException(message);
    }
    return new ParameterException(command.commandLine(), message);
  }
}
