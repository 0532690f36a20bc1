package io.flaregate.gateway;

import io.flaregate.gateway.cli.ComponentsCommand;
import io.flaregate.gateway.plugins.LoadedPlugin;
import io.flaregate.gateway.plugins.PluginCatalog;
import io.flaregate.gateway.plugins.PluginCatalog.CommandOffer;
import io.flaregate.gateway.plugins.PluginException;
import io.flaregate.gateway.plugins.PluginLoader;
import io.flaregate.spi.FlaregatePlugin;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** The command line: the gateway's own commands, and those of plugins. */
final class Cli {
  /** The commands of the gateway itself. */
  static final Set<String> OWN = Set.of("run", "validate", "components", "help");

  /** Where the distribution stands; its folder {@code plugins} holds further plugins. */
  private static final String HOME = "flaregate.home";

  private final PrintStream out;
  private final PrintStream err;
  private final Runnable endAtOnce;
  private final Supplier<List<LoadedPlugin>> plugins;

  /** The top of the tree of commands. */
  @Command(
      name = "flaregate",
      description = {
        "A Phlare/Pyroscope distributor as a plugin for OpenTelemetry pipelines.",
        "",
        "Start with: flaregate demo",
        ""
      },
      mixinStandardHelpOptions = true,
      commandListHeading = "%nCommands:%n")
  private static final class Top {}

  Cli(PrintStream out, PrintStream err, Runnable endAtOnce) {
    this(out, err, endAtOnce, List::of);
  }

  /**
   * @param plugins plugins beside those of the class path and of the plugin folder
   */
  Cli(PrintStream out, PrintStream err, Runnable endAtOnce, Supplier<List<LoadedPlugin>> plugins) {
    this.out = out;
    this.err = err;
    this.endAtOnce = endAtOnce;
    this.plugins = plugins;
  }

  /** Runs a command and returns the exit code: 0, 1 for a failure, 2 for a wrong call. */
  int run(String... args) {
    PluginCatalog catalog;
    try {
      catalog = PluginCatalog.of(load(), OWN);
    } catch (PluginException e) {
      if (args.length == 0 || !isQuestion(args[0])) {
        err.println("flaregate: " + e.getMessage());
        return 1;
      }
      catalog = empty();
    }
    CommandOffer offer = args.length == 0 ? null : catalog.commands().get(args[0]);
    return offer == null ? commandLine(catalog).execute(args) : run(offer, args);
  }

  /** Whether an argument asks for what a broken plugin must not keep from being told. */
  private static boolean isQuestion(String arg) {
    return Set.of("--version", "-V", "--help", "-h", "help").contains(arg);
  }

  private static PluginCatalog empty() {
    try {
      return PluginCatalog.of(List.of(), OWN);
    } catch (PluginException e) {
      throw new IllegalStateException("no plugin, yet one fails", e);
    }
  }

  private List<LoadedPlugin> load() throws PluginException {
    List<LoadedPlugin> all = new ArrayList<>(plugins.get());
    PluginLoader loader = new PluginLoader();
    all.addAll(loader.fromClassPath(FlaregatePlugin.class.getClassLoader()));
    String home = System.getProperty(HOME);
    if (home != null) {
      all.addAll(loader.fromFolder(Path.of(home, "plugins")));
    }
    return all;
  }

  private int run(CommandOffer offer, String[] args) {
    List<String> rest = Arrays.asList(args).subList(1, args.length);
    try {
      return offer
          .plugin()
          .scope()
          .<Integer, InterruptedException>call(
              () -> offer.command().run(rest, out, err, new ConfiguredComponents()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private CommandLine commandLine(PluginCatalog catalog) {
    CommandLine line = new CommandLine(new Top());
    line.getCommandSpec().version("flaregate " + Version.current());
    line.addSubcommand(new RunCommand(catalog.plugins(), err, endAtOnce));
    line.addSubcommand(new ValidateCommand(catalog.plugins(), out, err));
    line.addSubcommand(new ComponentsCommand(catalog, out));
    catalog
        .commands()
        .forEach(
            (name, offer) -> {
              CommandSpec listed = CommandSpec.create().name(name);
              listed.usageMessage().description(offer.command().summary());
              line.addSubcommand(name, listed);
            });
    line.addSubcommand(new CommandLine.HelpCommand());
    line.setOut(writer(out));
    line.setErr(writer(err));
    line.setUsageHelpAutoWidth(true);
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          failure.printStackTrace(err);
          return 1;
        });
    return line;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }
}
