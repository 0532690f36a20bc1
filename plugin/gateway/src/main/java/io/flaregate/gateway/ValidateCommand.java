package io.flaregate.gateway;

import io.flaregate.gateway.cli.Printing;
import io.flaregate.gateway.config.InvalidConfigException;
import io.flaregate.gateway.plugins.LoadedPlugin;
import io.flaregate.spi.config.ConfigProblem.Severity;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code flaregate validate}: tells everything that is wrong with a configuration. */
@Command(
    name = "validate",
    description = {
      "Check a configuration without running it.",
      "Every problem is told at once, with its line. Exit code 1 if the gateway would not start."
    },
    mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {
  private final List<LoadedPlugin> plugins;
  private final PrintStream out;
  private final PrintStream err;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "The configuration, in YAML.")
  private Path config = Path.of("");

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = "A value over the configuration's: service::admin::endpoint=localhost:0.")
  private List<String> overrides = new ArrayList<>();

  ValidateCommand(List<LoadedPlugin> plugins, PrintStream out, PrintStream err) {
    this.plugins = List.copyOf(plugins);
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() {
    GatewayBuilder builder = Gateway.builder().configFile(config).plugins(plugins);
    overrides.forEach(builder::set);
    try (Gateway gateway = builder.build()) {
      int warnings = gateway.warnings().size();
      Printing.problems(gateway.warnings(), err);
      out.println(
          config + " is valid" + (warnings == 0 ? "" : ", " + Printing.count(warnings, "warning")));
      return 0;
    } catch (InvalidConfigException e) {
      Printing.problems(e.problems(), err);
      long errors = e.problems().stream().filter(each -> each.severity() == Severity.ERROR).count();
      err.println(config + " is not valid: " + Printing.count(errors, "error"));
    } catch (GatewayException e) {
      err.println(config + ": error: " + e.getMessage());
    }
    return 1;
  }
}
