package io.flaregate.gateway;

import io.flaregate.gateway.cli.Printing;
import io.flaregate.gateway.cli.Signals;
import io.flaregate.gateway.config.InvalidConfigException;
import io.flaregate.gateway.logging.LoggingSetup;
import io.flaregate.gateway.plugins.LoadedPlugin;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code flaregate run}: runs a gateway until a signal. */
@Command(
    name = "run",
    description = {
      "Run a gateway until SIGTERM or SIGINT.",
      "The first signal drains: requests under way are finished within service::shutdown_timeout."
          + " A second one ends at once."
    },
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  private static final System.Logger LOGGER = System.getLogger("gateway");

  private final List<LoadedPlugin> plugins;
  private final PrintStream err;
  private final Runnable endAtOnce;

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

  /**
   * @param endAtOnce ends the process without waiting for anything
   */
  RunCommand(List<LoadedPlugin> plugins, PrintStream err, Runnable endAtOnce) {
    this.plugins = List.copyOf(plugins);
    this.err = err;
    this.endAtOnce = endAtOnce;
  }

  @Override
  public Integer call() throws InterruptedException {
    GatewayBuilder builder = Gateway.builder().configFile(config).plugins(plugins);
    overrides.forEach(builder::set);
    try (Gateway gateway = builder.build()) {
      LoggingSetup.apply(gateway.logs());
      gateway.warnings().forEach(warning -> LOGGER.log(Level.WARNING, warning.toString()));
      return run(gateway);
    } catch (InvalidConfigException e) {
      Printing.problems(e.problems(), err);
    } catch (GatewayException e) {
      err.println("flaregate: " + e.getMessage());
    }
    return 1;
  }

  private int run(Gateway gateway) throws GatewayException, InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    AtomicBoolean failed = new AtomicBoolean();
    if (!Signals.handle(end::countDown, endAtOnce)) {
      LOGGER.log(Level.WARNING, "signals cannot be handled: SIGTERM will not drain");
    }
    gateway
        .fatal()
        .thenAccept(
            reason -> {
              failed.set(true);
              end.countDown();
            });
    gateway.start();
    end.await();
    LOGGER.log(Level.INFO, "stopping: finishing what is under way");
    gateway.close();
    return failed.get() ? 1 : 0;
  }
}
