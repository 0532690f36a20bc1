package io.flaregate.phlare.readcli;

import io.flaregate.phlare.cli.ConfiguredExporter;
import io.flaregate.phlare.read.QuorumReader;
import io.flaregate.phlare.read.ReadLimits;
import io.flaregate.phlare.read.ReadTarget;
import io.flaregate.phlare.read.TimeRange;
import io.flaregate.phlare.ringcli.RingOrigin;
import io.flaregate.ring.Instance;
import io.flaregate.spi.command.CommandHost;
import io.flaregate.spi.config.Durations;
import io.flaregate.transport.tls.TlsException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Whom a read asks, as whom, and about which time. */
final class ReadOptions {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = {
        "A gateway's configuration: its phlare exporter names the ring, TLS, headers and the"
            + " tenant's header. The gateway need not run."
      })
  private @Nullable Path config;

  @Option(
      names = "--exporter",
      paramLabel = "ID",
      description = "Which exporter of --config, such as phlare/eu; needed if it has several.")
  private @Nullable String exporter;

  @Option(
      names = "--ring",
      paramLabel = "URL|FILE",
      description = {
        "Instead of --config: the ring page of a running gateway or of Pyroscope, or a saved one"
            + " (JSON). Ingesters are then asked in plain text.",
        "Default: " + RingOrigin.DEFAULT_PAGE + "."
      })
  private @Nullable String ring;

  @Option(
      names = "--static",
      paramLabel = "ID=ADDR[,ZONE]",
      description = "Instead of --ring: an ingester of the ring; may be repeated.")
  private List<String> members = new ArrayList<>();

  @Option(
      names = "--replication-factor",
      paramLabel = "N",
      description =
          "How many ingesters keep each series, with --ring or --static. Default: what the page"
              + " says, else 1.")
  private @Nullable Integer replicationFactor;

  @Option(
      names = "--zone-awareness",
      paramLabel = "true|false",
      arity = "0..1",
      fallbackValue = "true",
      description =
          "Whether copies go to different zones, with --ring or --static. Default: what the page"
              + " says, else no.")
  private @Nullable Boolean zoneAwareness;

  @Option(
      names = "--shard-size",
      paramLabel = "N",
      description =
          "ingestion_tenant_shard_size; 0: all ingesters. Default: what --config says, else 0.")
  private @Nullable Integer shardSize;

  @Option(
      names = "--tenant",
      paramLabel = "T",
      defaultValue = "anonymous",
      description = "Who asks. Default: ${DEFAULT-VALUE}.")
  private String tenant = "anonymous";

  @Option(
      names = "--from",
      paramLabel = "TIME",
      defaultValue = "now-1h",
      description =
          "The first moment: now-1h, 2026-01-02T15:04:05Z, or seconds since 1970. Default:"
              + " ${DEFAULT-VALUE}.")
  private String from = "now-1h";

  @Option(
      names = "--to",
      paramLabel = "TIME",
      defaultValue = "now",
      description = "The last moment. Default: ${DEFAULT-VALUE}.")
  private String to = "now";

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "10s",
      converter = ReadDuration.class,
      description =
          "How long one ingester, or the ring's store, may take to answer. Default:"
              + " ${DEFAULT-VALUE}.")
  private Duration timeout = ReadLimits.DEFAULT.timeout();

  @Option(
      names = "--max-bytes",
      paramLabel = "N",
      defaultValue = "268435456",
      description = "How many bytes all answers together may have. Default: ${DEFAULT-VALUE}.")
  private int maxBytes = ReadLimits.DEFAULT.maxBytes();

  /** Durations as in the configuration. */
  static final class ReadDuration implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      try {
        return Durations.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(
            "\"" + text + "\" is not a duration such as 5s or 1m30s: " + e.getMessage());
      }
    }
  }

  ParameterException wrong(String message) {
    if (command == null) {
      throw new IllegalStateException("not mixed in: " + message);
    }
    return new ParameterException(command.commandLine(), message);
  }

  /**
   * Refuses a wrong call.
   *
   * @throws ParameterException if it is one
   */
  void check() {
    int origins = (config == null ? 0 : 1) + (ring == null ? 0 : 1) + (members.isEmpty() ? 0 : 1);
    if (origins > 1) {
      throw wrong("--config, --ring and --static exclude each other");
    }
    if (exporter != null && config == null) {
      throw wrong("--exporter needs --config");
    }
    if (config != null && (replicationFactor != null || zoneAwareness != null)) {
      throw wrong("--config says what --replication-factor and --zone-awareness would");
    }
    if (replicationFactor != null && replicationFactor < 1) {
      throw wrong("--replication-factor is " + replicationFactor + ", must be at least 1");
    }
    if (shardSize != null && shardSize < 0) {
      throw wrong("--shard-size is " + shardSize + ", must be 0 (all ingesters) or more");
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw wrong("--timeout is " + Durations.format(timeout) + ", must be more than 0");
    }
    if (maxBytes < 1 << 10 || maxBytes > 1 << 30) {
      throw wrong("--max-bytes is " + maxBytes + ", must be 1024 to " + (1 << 30));
    }
    if (tenant.isEmpty() || tenant.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw wrong("--tenant is \"" + tenant + "\", must be printable ASCII without spaces");
    }
  }

  /** The time that is asked about. */
  TimeRange range() {
    long now = Clock.systemUTC().millis();
    try {
      return new TimeRange(TimeText.millis(from, now), TimeText.millis(to, now));
    } catch (IllegalArgumentException e) {
      throw wrong("--from " + from + " --to " + to + ": " + e.getMessage());
    }
  }

  /**
   * Opens a reader of the ring.
   *
   * @param host reads {@code --config}
   * @param notes told of what had to be assumed
   * @throws IOException if the ring cannot be had
   */
  QuorumReader open(CommandHost host, PrintStream notes) throws IOException, InterruptedException {
    ReadTarget target = config == null ? named(notes) : configured(host, config);
    return new QuorumReader(
        target, tenant, new ReadLimits(timeout, maxBytes, ReadLimits.DEFAULT.maxProfiles()));
  }

  private ReadTarget named(PrintStream notes) throws IOException {
    return ReadTarget.plaintext(origin().read(notes), shardSize == null ? 0 : shardSize);
  }

  private RingOrigin origin() {
    String text = ring == null ? RingOrigin.DEFAULT_PAGE : ring;
    boolean url = text.startsWith("http://") || text.startsWith("https://");
    try {
      List<Instance> given = members.stream().map(RingOrigin::member).toList();
      return new RingOrigin(
          URI.create(url ? text : RingOrigin.DEFAULT_PAGE),
          url ? null : Path.of(text),
          given,
          replicationFactor,
          zoneAwareness);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private ReadTarget configured(CommandHost host, Path file)
      throws IOException, InterruptedException {
    ConfiguredExporter chosen;
    try {
      chosen = ConfiguredExporter.read(host, file, exporter);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
    try {
      return ReadTarget.configured(
          ConfiguredRing.read(chosen, timeout),
          shardSize == null ? chosen.config().ingestionTenantShardSize() : shardSize,
          chosen.config());
    } catch (TlsException e) {
      throw new IOException(chosen.name() + ": tls: " + e.getMessage(), e);
    }
  }
}
