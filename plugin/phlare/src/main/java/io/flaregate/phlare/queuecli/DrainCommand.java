package io.flaregate.phlare.queuecli;

import io.flaregate.phlare.config.DistributorRingConfig;
import io.flaregate.phlare.config.KvStoreConfig;
import io.flaregate.phlare.config.PhlareExporterConfig;
import io.flaregate.phlare.config.PhlareRingConfig;
import io.flaregate.phlare.config.StaticInstance;
import io.flaregate.phlare.config.WalConfig;
import io.flaregate.phlare.durable.QueueStatus;
import io.flaregate.phlare.exporter.QueueDrain;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.config.Durations;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code flaregate queue drain}. */
@Command(
    name = "drain",
    description = {
      "Deliver everything that waits in a log, and end.",
      "For a log whose gateway is gone for good; a gateway that starts on it delivers it too. Needs"
          + " the directory for itself. Exit code 1 if something is left."
    },
    mixinStandardHelpOptions = true)
final class DrainCommand implements Callable<Integer> {
  private final PrintStream out;

  @Spec private @Nullable CommandSpec command;

  @Mixin private LogOption log = new LogOption();

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description = "A Phlare or Pyroscope distributor to deliver to.")
  private String endpoint = "";

  @Option(
      names = "--static",
      paramLabel = "ID=ADDR[,ZONE]",
      description = "An ingester to deliver to, as in static_instances; may be repeated.")
  private List<String> members = new ArrayList<>();

  @Option(
      names = "--replication-factor",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many ingesters keep each series. Default: ${DEFAULT-VALUE}.")
  private int replicationFactor;

  @Option(
      names = "--shard-size",
      paramLabel = "N",
      defaultValue = "0",
      description = "ingestion_tenant_shard_size; 0: all ingesters.")
  private int shardSize;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "10m",
      description = "How long to try. Default: ${DEFAULT-VALUE}.")
  private String timeout = "10m";

  DrainCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (endpoint.isEmpty() == members.isEmpty()) {
      throw wrong("either --endpoint or --static is needed");
    }
    Duration limit = limit();
    log.check();
    try (DrainSurroundings around = new DrainSurroundings()) {
      QueueStatus left =
          QueueDrain.run(
              around.settings(), config(), log.isDead(), limit.toNanos(), new Progress(out));
      out.println(
          left.records()
              + " series are left, "
              + left.deadRecords()
              + " dead letters"
              + (left.damagedRecords() > 0 ? ", " + left.damagedRecords() + " were damaged" : ""));
      return left.records() == 0 ? 0 : 1;
    } catch (ComponentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private Duration limit() {
    try {
      return Durations.parse(timeout);
    } catch (IllegalArgumentException e) {
      throw wrong("--timeout: " + e.getMessage());
    }
  }

  private PhlareExporterConfig config() {
    PhlareRingConfig ring =
        members.isEmpty()
            ? null
            : new PhlareRingConfig(
                KvStoreConfig.defaults(),
                members.stream().map(this::member).toList(),
                Duration.ofMinutes(1),
                replicationFactor,
                false,
                "",
                false,
                DistributorRingConfig.defaults());
    return PhlareExporterConfig.draining(
        ring, endpoint, shardSize, new WalConfig(log.directory().toString(), Long.MAX_VALUE));
  }

  private StaticInstance member(String text) {
    int equals = text.indexOf('=');
    if (equals <= 0 || equals == text.length() - 1) {
      throw wrong("--static is \"" + text + "\", must be ID=ADDR or ID=ADDR,ZONE");
    }
    String[] rest = text.substring(equals + 1).split(",", 2);
    String zone = rest.length == 1 ? "" : rest[1];
    return new StaticInstance(text.substring(0, equals), rest[0], zone, List.of());
  }

  private ParameterException wrong(String message) {
    if (command == null) {
      throw new IllegalStateException(message);
    }
    return new ParameterException(command.commandLine(), message);
  }
}
