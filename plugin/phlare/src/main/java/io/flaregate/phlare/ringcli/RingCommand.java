package io.flaregate.phlare.ringcli;

import io.flaregate.phlare.cli.Subcommands;
import io.flaregate.spi.command.Command;
import java.io.PrintStream;
import java.util.List;
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
    return Subcommands.run(
        new Top(),
        List.of(new ListCommand(out, err), new LocateCommand(out, err), new WatchCommand(out, err)),
        args,
        out,
        err);
  }
}
