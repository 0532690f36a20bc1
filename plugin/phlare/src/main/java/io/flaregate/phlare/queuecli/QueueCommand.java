package io.flaregate.phlare.queuecli;

import io.flaregate.phlare.cli.NoConfigurations;
import io.flaregate.phlare.cli.Subcommands;
import io.flaregate.spi.command.Command;
import io.flaregate.spi.command.CommandHost;
import java.io.PrintStream;
import java.util.List;
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
    return run(args, out, err, new NoConfigurations("--directory, --static or --endpoint"));
  }

  @Override
  public int run(List<String> args, PrintStream out, PrintStream err, CommandHost host)
      throws InterruptedException {
    return Subcommands.run(
        new Top(),
        List.of(
            new ListCommand(out, err, host),
            new ShowCommand(out, err, host),
            new DrainCommand(out, host),
            new DropCommand(out, host)),
        args,
        out,
        err);
  }
}
