package io.flaregate.phlare.queuecli;

import io.flaregate.spi.command.Command;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * {@code flaregate queue}: what an operator asks about a write-ahead log, and does with it. {@code
 * list} and {@code show} only read and may run beside a gateway; {@code drain} and {@code drop}
 * need the directory for themselves. The exit code is 0, 1 if something could not be done or found,
 * 2 for a wrong call.
 */
public final class QueueCommand implements Command {

  /** Made by the plugin. */
  public QueueCommand() {}

  @CommandLine.Command(
      name = "flaregate queue",
      description = "List, show and drain what waits in the write-ahead log of ack: durable.",
      mixinStandardHelpOptions = true,
      subcommands = {CommandLine.HelpCommand.class})
  private static final class Top {}

  @Override
  public String name() {
    return "queue";
  }

  @Override
  public String summary() {
    return "list, show and drain what waits in a write-ahead log";
  }

  @Override
  public int run(List<String> args, PrintStream out, PrintStream err) throws InterruptedException {
    CommandLine line = new CommandLine(new Top());
    line.addSubcommand(new ListCommand(out, err));
    line.addSubcommand(new ShowCommand(out, err));
    line.addSubcommand(new DrainCommand(out));
    line.addSubcommand(new DropCommand(out));
    line.setOut(writer(out));
    line.setErr(writer(err));
    line.setUsageHelpAutoWidth(true);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    AtomicReference<@Nullable InterruptedException> interrupted = new AtomicReference<>();
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          if (failure instanceof InterruptedException asked) {
            interrupted.set(asked);
          } else if (failure instanceof IOException) {
            err.println(command.getCommandSpec().qualifiedName() + ": " + failure.getMessage());
          } else {
            throw failure;
          }
          return 1;
        });
    if (args.isEmpty()) {
      line.usage(err);
      return 2;
    }
    int code = line.execute(args.toArray(String[]::new));
    InterruptedException asked = interrupted.get();
    if (asked != null) {
      throw asked;
    }
    return code;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }
}
