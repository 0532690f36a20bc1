package io.flaregate.phlare.queuecli;

import io.flaregate.phlare.durable.QueuedSeries;
import io.flaregate.spi.command.CommandHost;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flaregate queue show}. */
@Command(
    name = "show",
    description = {
      "Show one series of a log, and write its pprof to a file.",
      "Only reads, and may run beside the gateway that has the log."
    },
    mixinStandardHelpOptions = true)
final class ShowCommand implements Callable<Integer> {
  private final PrintStream out;
  private final PrintStream err;
  private final CommandHost host;

  @Mixin private LogOption log = new LogOption();

  @Parameters(paramLabel = "ID", description = "The first column of list.")
  private long id;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "A new file for the pprof, as it is sent: with gzip unless that is off.")
  private @Nullable Path output;

  private @Nullable QueuedSeries found;
  private @Nullable IOException problem;

  ShowCommand(PrintStream out, PrintStream err, CommandHost host) {
    this.out = out;
    this.err = err;
    this.host = host;
  }

  @Override
  public Integer call() throws IOException {
    log.find(host);
    log.read(this::visit, err);
    if (problem != null) {
      throw problem;
    }
    QueuedSeries queued = found;
    if (queued == null) {
      throw new IOException("no series " + id + " waits in " + log.records());
    }
    out.println("id        " + id);
    out.println("profile   " + queued.series().id());
    out.println("tenant    " + Labels.safe(queued.tenant()));
    out.println("labels    " + Labels.text(Labels.of(queued.series().head())));
    out.println("time      " + ListCommand.time(queued));
    out.println("accepted  " + Instant.ofEpochMilli(queued.acceptedUnixMillis()));
    out.println("token     " + Integer.toUnsignedString(queued.series().stamp().token()));
    out.println("pprof     " + queued.series().profile().length + " bytes");
    if (!queued.reason().isEmpty()) {
      out.println("reason    " + Labels.safe(queued.reason()));
    }
    if (output != null) {
      Path written = Files.write(output, queued.series().profile(), StandardOpenOption.CREATE_NEW);
      out.println("written   " + written);
    }
    return 0;
  }

  private void visit(long each, ByteBuffer record) {
    if (each == id) {
      try {
        found = QueuedSeries.parse(record);
      } catch (IOException e) {
        problem = e;
      }
    }
  }
}
