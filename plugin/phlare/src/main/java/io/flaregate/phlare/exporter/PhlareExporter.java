package io.flaregate.phlare.exporter;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.compress.GzipCompressor;
import io.flaregate.phlare.config.Ack;
import io.flaregate.phlare.config.Compression;
import io.flaregate.phlare.config.HintsConfig;
import io.flaregate.phlare.config.PhlareExporterConfig;
import io.flaregate.phlare.delivery.Delivery;
import io.flaregate.phlare.durable.DurableQueue;
import io.flaregate.phlare.hints.HintTargets;
import io.flaregate.phlare.hints.Hints;
import io.flaregate.phlare.hints.HintsPage;
import io.flaregate.phlare.limits.TenantsSource;
import io.flaregate.phlare.membership.stores.MembershipSource;
import io.flaregate.spi.component.Capabilities;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.FairExecutor;
import io.flaregate.spi.component.Host;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.component.StatusReport;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.exporter.Exporter;
import io.flaregate.spi.profiles.Profiles;
import java.io.IOException;
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
  /** An ingester that is back must have its first write within two seconds. */
  private static final long TEND_MILLIS = 250;

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
      Host host,
      Destinations destinations,
      RequestWriter writer,
      @Nullable DurableQueue queue,
      @Nullable Hints hints,
      Future<?> tending) {}

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
    Destinations opened =
        DestinationsFactory.open(settings, config, () -> MembershipSource.find(host));
    TenantsSource.find(host).ifPresent(opened::follow);
    @Nullable Hints hints = openHints(opened);
    @Nullable DurableQueue queue = openQueue(opened, hints);
    Destinations destinations = queue == null ? opened : new LaterDestinations(opened);
    MillisecondClaims claims = new MillisecondClaims(settings, config, System::nanoTime);
    RequestWriter writer =
        new RequestWriter(config, delivery, destinations, claims, metrics, queue);
    Future<?> tending =
        settings
            .scheduler()
            .scheduleWithFixedDelay(
                destinations::tend, TEND_MILLIS, TEND_MILLIS, TimeUnit.MILLISECONDS);
    destinations.onChange(() -> report(host, destinations));
    running = new Running(host, destinations, writer, queue, hints, tending);
    tellCompression();
    report(host, destinations);
  }

  private @Nullable Hints openHints(Destinations destinations) throws ComponentException {
    HintTargets targets = destinations.hintTargets();
    HintsConfig of = config.hints();
    if (!of.enabled() || targets == null) {
      return null;
    }
    try {
      Hints hints = Hints.open(settings, of, config.pushMaxBytes(), config.pushtimeout(), targets);
      HintsPage.add(settings, hints, of);
      delivery.onMissed(hints);
      return hints;
    } catch (ComponentException e) {
      destinations.close(System.nanoTime());
      throw e;
    }
  }

  /** The queue of {@code ack: durable}; null otherwise. */
  private @Nullable DurableQueue openQueue(Destinations destinations, @Nullable Hints hints)
      throws ComponentException {
    if (config.ack() != Ack.DURABLE) {
      return null;
    }
    DurableQueue queue = null;
    try {
      queue = Queues.open(settings, config, delivery, destinations);
      return queue;
    } catch (IOException e) {
      throw new ComponentException(
          "exporter " + settings.id() + ": wal.directory: " + Queues.text(e), e);
    } finally {
      if (queue == null) {
        if (hints != null) {
          hints.close(System.nanoTime());
        }
        destinations.close(System.nanoTime());
      }
    }
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
      FairExecutor.of(settings.workers(), context.tenant())
          .execute(() -> write(now.writer(), profiles, context, result));
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
    DurableQueue queue = was.queue();
    Hints hints = was.hints();
    if (queue != null) {
      queue.stop();
    }
    if (hints != null) {
      hints.stop();
    }
    awaitReplicas(deadline);
    if (queue != null) {
      queue.close(deadline);
    }
    if (hints != null) {
      // After the last replica, which may have become a hint; before the clients, which it uses.
      hints.close(deadline);
    }
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
