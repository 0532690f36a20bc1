package io.flaregate.phlare.ringcli;

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
 * {@code flaregate ring}: what an operator asks about a ring. It reads the ring page of a running
 * gateway (or of Pyroscope), a saved copy of it, or members given on the command line; the exit
 * code is 0, 1 if something could not be done or found, 2 for a wrong call.
 */
public final class RingCommand implements Command {

  /** Made by the plugin. */
  public RingCommand() {}

  @CommandLine.Command(
      name = "flaregate ring",
      description = "List a ring, find the ingesters of a series, follow changes.",
      mixinStandardHelpOptions = true,
      subcommands = {CommandLine.HelpCommand.class})
  private static final class Top {}

  @Override
  public String name() {
    return "ring";
  }

  @Override
  public String summary() {
    return "list a ring, locate the ingesters of a series, watch changes";
  }

  @Override
  public int run(List<String> args, PrintStream out, PrintStream err) throws InterruptedException {
    CommandLine line = new CommandLine(new Top());
    line.addSubcommand(new ListCommand(out, err));
    line.addSubcommand(new LocateCommand(out, err));
    line.addSubcommand(new WatchCommand(out, err));
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
