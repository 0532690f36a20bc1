package io.flaregate.phlare.queuecli;

import io.flaregate.phlare.cli.ConfiguredExporter;
import io.flaregate.phlare.config.DistributorRingConfig;
import io.flaregate.phlare.config.KvStoreConfig;
import io.flaregate.phlare.config.PhlareExporterConfig;
import io.flaregate.phlare.config.PhlareRingConfig;
import io.flaregate.phlare.config.StaticInstance;
import io.flaregate.phlare.config.WalConfig;
import io.flaregate.phlare.durable.QueueStatus;
import io.flaregate.phlare.exporter.QueueDrain;
import io.flaregate.spi.command.CommandHost;
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
import picocli.CommandLine.Option;

/** {@code flaregate queue drain}. */
@Command(
    name = "drain",
    description = {
      "Deliver everything that waits in a log, and end.",
      "For a log whose gateway is gone for good; a gateway that starts on it delivers it too. Goes"
          + " where the exporter of --config does, by its TLS, headers and credentials, unless"
          + " --endpoint or --static say otherwise. Needs the directory for itself. Exit code 1 if"
          + " something is left."
    },
    mixinStandardHelpOptions = true)
final class DrainCommand implements Callable<Integer> {
  private final PrintStream out;
  private final CommandHost host;

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
      description = "How many ingesters keep each series, with --static. Default: 1.")
  private @Nullable Integer replicationFactor;

  @Option(
      names = "--shard-size",
      paramLabel = "N",
      description =
          "ingestion_tenant_shard_size; 0: all ingesters. Default: what --config says, else 0.")
  private @Nullable Integer shardSize;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "10m",
      description = "How long to try. Default: ${DEFAULT-VALUE}.")
  private String timeout = "10m";

  DrainCommand(PrintStream out, CommandHost host) {
    this.out = out;
    this.host = host;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Duration limit = limit();
    log.find(host);
    PhlareExporterConfig config = config();
    try (DrainSurroundings around = new DrainSurroundings()) {
      QueueStatus left =
          QueueDrain.run(
              around.settings(), config, log.isDead(), limit.toNanos(), new Progress(out));
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
      throw log.wrong("--timeout: " + e.getMessage());
    }
  }

  private PhlareExporterConfig config() throws IOException {
    ConfiguredExporter configured = log.exporter();
    boolean named = !endpoint.isEmpty() || !members.isEmpty();
    if (!endpoint.isEmpty() && !members.isEmpty()) {
      throw log.wrong("--endpoint and --static exclude each other");
    }
    if (!named && configured == null) {
      throw log.wrong("either --config, --endpoint or --static is needed");
    }
    if (replicationFactor != null && members.isEmpty()) {
      throw log.wrong("--replication-factor needs --static");
    }
    PhlareExporterConfig from =
        configured == null ? PhlareExporterConfig.defaults() : configured.config();
    int shard = shardSize == null ? from.ingestionTenantShardSize() : shardSize;
    WalConfig wal = new WalConfig(log.directory().toString(), Long.MAX_VALUE);
    return configured == null || named
        ? from.draining(members.isEmpty() ? null : named(), endpoint, shard, wal)
        : from.draining(ring(configured), from.endpoint(), shard, wal);
  }

  private PhlareRingConfig named() {
    return new PhlareRingConfig(
        KvStoreConfig.defaults(),
        members.stream().map(this::member).toList(),
        Duration.ofMinutes(1),
        replicationFactor == null ? 1 : replicationFactor,
        false,
        "",
        false,
        DistributorRingConfig.defaults());
  }

  /** The configured ring, in which this command does not show itself; null with an endpoint. */
  private static @Nullable PhlareRingConfig ring(ConfiguredExporter configured) throws IOException {
    PhlareRingConfig ring = configured.ring();
    if (ring == null && configured.config().endpoint().isEmpty()) {
      throw new IOException(
          configured.name()
              + " has neither ring nor endpoint, nor has the extension phlare a ring; give --static"
              + " or --endpoint");
    }
    if (configured.isRingOfGatewayAlone()) {
      throw new IOException(
          configured.name()
              + ": the ring of kvstore.store: inmemory is in the gateway only; give --static");
    }
    return ring == null ? null : ring.unregistered();
  }

  private StaticInstance member(String text) {
    int equals = text.indexOf('=');
    if (equals <= 0 || equals == text.length() - 1) {
      throw log.wrong("--static is \"" + text + "\", must be ID=ADDR or ID=ADDR,ZONE");
    }
    String[] rest = text.substring(equals + 1).split(",", 2);
    String zone = rest.length == 1 ? "" : rest[1];
    return new StaticInstance(text.substring(0, equals), rest[0], zone, List.of());
  }
}
