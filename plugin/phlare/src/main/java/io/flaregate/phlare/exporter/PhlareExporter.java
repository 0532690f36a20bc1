package io.flaregate.phlare.exporter;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.compress.GzipCompressor;
import io.flaregate.phlare.config.Compression;
import io.flaregate.phlare.config.PhlareExporterConfig;
import io.flaregate.phlare.delivery.Delivery;
import io.flaregate.phlare.limits.TenantsSource;
import io.flaregate.spi.component.Capabilities;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.Host;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.component.StatusReport;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.exporter.Exporter;
import io.flaregate.spi.profiles.Profiles;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The exporter {@code phlare}: writes series to the ingesters of a ring by quorum, or to a remote
 * distributor. The work on each request is that of {@link RequestWriter}; this class is its life.
 */
final class PhlareExporter implements Exporter {
  private static final long TEND_SECONDS = 1;

  /** Time beyond the push limit that a shutdown waits if the host sets no end. */
  private static final long SHUTDOWN_SLACK_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Settings settings;
  private final PhlareExporterConfig config;
  private final Delivery delivery;
  private final ExporterMetrics metrics;
  private volatile @Nullable Running running;
  private boolean shutDown;

  /** What a started exporter has. */
  private record Running(
      Host host, Destinations destinations, RequestWriter writer, Future<?> tending) {}

  PhlareExporter(Settings settings, PhlareExporterConfig config) {
    this.settings = requireNonNull(settings, "settings is null");
    this.config = requireNonNull(config, "config is null");
    delivery =
        new Delivery(
            settings,
            config.pushLimit(),
            config.pushLimitKey(),
            config.pushMaxBytes(),
            config.inflightMaxBytes());
    metrics = new ExporterMetrics(settings);
  }

  @Override
  public Capabilities capabilities() {
    return Capabilities.NEEDS_SERIES;
  }

  @Override
  public void start(Host host) throws ComponentException {
    Destinations destinations = DestinationsFactory.open(settings, config);
    TenantsSource.find(host).ifPresent(destinations::follow);
    RequestWriter writer = new RequestWriter(config, delivery, destinations, metrics);
    Future<?> tending =
        settings
            .scheduler()
            .scheduleWithFixedDelay(
                destinations::tend, TEND_SECONDS, TEND_SECONDS, TimeUnit.SECONDS);
    destinations.onChange(() -> report(host, destinations));
    running = new Running(host, destinations, writer, tending);
    tellCompression();
    report(host, destinations);
  }

  private void tellCompression() {
    if (config.compression() == Compression.NONE) {
      return;
    }
    int level = config.compressionLevel();
    try (GzipCompressor gzip = GzipCompressor.open(level)) {
      String reason = GzipCompressor.nativeProblem(level).map(why -> " (" + why + ")").orElse("");
      settings
          .logger()
          .log(
              System.Logger.Level.INFO,
              "exporter {0} compresses by {1}, level {2}{3}",
              settings.id(),
              gzip.engine(),
              level,
              reason);
    }
  }

  /** Not ready while no write can reach its quorum, since every sender would hear so anyway. */
  private static void report(Host host, Destinations destinations) {
    String missing = destinations.missing();
    host.report(missing.isEmpty() ? StatusReport.ok() : StatusReport.recoverable(missing));
  }

  @Override
  public CompletionStage<ConsumeResult> consume(Profiles profiles, RequestContext context) {
    Running now = running;
    if (now == null || !delivery.inflight().begin()) {
      return done(profiles, Reason.SHUTTING_DOWN, "exporter " + settings.id() + " is not running");
    }
    CompletableFuture<ConsumeResult> result = new CompletableFuture<>();
    try {
      settings.workers().execute(() -> write(now.writer(), profiles, context, result));
    } catch (RejectedExecutionException e) {
      delivery.inflight().end();
      return done(profiles, Reason.OVERLOADED, "exporter " + settings.id() + " is overloaded");
    }
    return result;
  }

  private CompletionStage<ConsumeResult> done(Profiles profiles, Reason reason, String message) {
    ConsumeResult result = Outcomes.failed(profiles.size(), reason, message);
    metrics.done(profiles, result);
    return CompletableFuture.completedFuture(result);
  }

  private void write(
      RequestWriter writer,
      Profiles profiles,
      RequestContext context,
      CompletableFuture<ConsumeResult> result) {
    try {
      writer.write(profiles, context, result);
    } catch (Throwable failure) {
      // Whatever it was, the sender must hear of it; the host logs it as a bug.
      result.completeExceptionally(failure);
    } finally {
      delivery.inflight().end();
    }
  }

  @Override
  public void shutdown() {
    Running was;
    synchronized (this) {
      if (shutDown) {
        return;
      }
      shutDown = true;
      was = running;
    }
    if (was == null) {
      return;
    }
    was.tending().cancel(false);
    long longest = System.nanoTime() + config.pushLimit().toNanos() + SHUTDOWN_SLACK_NANOS;
    long end = was.host().shutdownDeadlineNanos();
    long deadline = end == Long.MAX_VALUE || end - longest > 0 ? longest : end;
    awaitReplicas(deadline);
    was.destinations().close(deadline);
    was.writer().close();
  }

  private void awaitReplicas(long deadlineNanos) {
    try {
      if (!delivery.inflight().close(deadlineNanos)) {
        settings
            .logger()
            .log(
                System.Logger.Level.WARNING,
                "exporter {0} stops although {1} writes have replicas under way",
                settings.id(),
                delivery.inflight().count());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
