package io.flaregate.phlare.readcli;

import io.flaregate.phlare.cli.NoConfigurations;
import io.flaregate.phlare.cli.Subcommands;
import io.flaregate.spi.command.Command;
import io.flaregate.spi.command.CommandHost;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine;

/**
 * {@code flaregate read}: what the ingesters of a ring hold. Enough of them must answer that every
 * acknowledged write is seen, and replicas count once; the exit code is 0, 1 if too few answer or
 * there is nothing to write, 2 for a wrong call.
 */
public final class ReadCommand implements Command {

  /** Made by the plugin. */
  public ReadCommand() {}

  @CommandLine.Command(
      name = "flaregate read",
      description = {
        "Ask the ingesters of a ring what they hold.",
        "Enough of them must answer that every acknowledged write is seen: all but"
            + " replication_factor/2 (zones, with zone awareness). Replicas count once. Exit code 1"
            + " if too few answer.",
        "Works with Pyroscope's ingesters (ingester.v1) and with the embedded ones.",
        ""
      },
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Examples:",
        "  flaregate read types --config gateway.yaml --tenant team-a",
        "  flaregate read profile --type process_cpu:cpu:nanoseconds:cpu:nanoseconds \\",
        "    --query '{service_name=\"shop\"}' --from now-15m --output shop.pb.gz"
      },
      subcommands = {CommandLine.HelpCommand.class})
  private static final class Top {}

  @Override
  public String name() {
    return "read";
  }

  @Override
  public String summary() {
    return "ask the ingesters, with quorum, for series, labels, types and profiles";
  }

  @Override
  public int run(List<String> args, PrintStream out, PrintStream err) throws InterruptedException {
    return run(args, out, err, new NoConfigurations("--ring"));
  }

  @Override
  public int run(List<String> args, PrintStream out, PrintStream err, CommandHost host)
      throws InterruptedException {
    Session session = new Session(out, err, host);
    return Subcommands.run(
        new Top(),
        List.of(
            new SeriesCommand(session),
            new TypesCommand(session),
            new LabelsCommand(session),
            new ProfileCommand(session)),
        args,
        out,
        err);
  }
}
