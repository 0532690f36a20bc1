package io.flaregate.phlare.hints;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.config.HintsConfig;
import io.flaregate.phlare.delivery.MissedReplicas;
import io.flaregate.phlare.hints.HintQueues.Waiting;
import io.flaregate.phlare.push.EncodedSeries;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.Settings;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Hinted handoff: keeps the copies that an ingester missed while the quorum held, and hands them
 * over once it answers again. A hint never counts toward a quorum: it is a second chance for a
 * replica, against a second loss before the others have shipped their blocks. Thread-safe.
 *
 * <p>Its life: {@link #open}, {@link #missed} at any time, {@link #stop} when no more pushes are to
 * begin, {@link #close} in the end.
 */
public final class Hints implements MissedReplicas {
  /** The bound on the number of hints: what their places in memory take is bounded too. */
  static final int MAX_HINTS = 200_000;

  private final Settings settings;
  private final Clock clock;
  private final HintMetrics metrics;
  private final HintQueues queues;
  private final HintStore store;
  private final Handovers handovers;
  private final ScheduledThreadPoolExecutor executor;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable Future<?> ticking;

  private Hints(Settings settings, HintsConfig config, HandoverLimits limits, HintTargets targets)
      throws ComponentException {
    this.settings = requireNonNull(settings, "settings is null");
    clock = settings.clock();
    metrics = new HintMetrics(settings.meter(), settings.id().toString(), clock);
    queues =
        new HintQueues(
            config.maxBytes(), MAX_HINTS, config.maxAge().toNanos(), clock, this::dropped);
    executor = new ScheduledThreadPoolExecutor(1, this::thread);
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    store =
        config.directory().isEmpty()
            ? new MemoryHints(queues)
            : DiskHints.open(settings, config, queues, metrics, executor, limits.maxPause());
    handovers = new Handovers(queues, targets, limits, metrics, executor);
  }

  /**
   * Opens the hints of an exporter and begins to hand over.
   *
   * @param pushMaxBytes the most bytes of uncompressed pprof in one push
   * @param pushTimeout how long a push may take
   * @param targets finds ingesters by their ids
   * @throws ComponentException if the directory is another's
   */
  public static Hints open(
      Settings settings,
      HintsConfig config,
      long pushMaxBytes,
      Duration pushTimeout,
      HintTargets targets)
      throws ComponentException {
    return open(
        settings,
        config,
        HandoverLimits.of(pushMaxBytes, pushTimeout, config.maxBytesPerSecond()),
        targets);
  }

  static Hints open(
      Settings settings, HintsConfig config, HandoverLimits limits, HintTargets targets)
      throws ComponentException {
    Hints hints = new Hints(settings, config, limits, targets);
    hints.start(limits.tick());
    return hints;
  }

  private void start(Duration tick) {
    long nanos = tick.toNanos();
    ticking = executor.scheduleWithFixedDelay(this::tick, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  private Thread thread(Runnable work) {
    Thread thread = new Thread(work, "hints-" + settings.id());
    thread.setDaemon(true);
    return thread;
  }

  private void tick() {
    try {
      handovers.tick();
    } catch (RuntimeException e) {
      settings.logger().log(Level.ERROR, "hints of exporter " + settings.id() + " failed", e);
    }
  }

  private void dropped(String ingester, Hint hint, DropReason reason) {
    metrics.dropped(reason, 1);
    hint.body().release();
  }

  @Override
  public void missed(String tenant, String ingester, EncodedSeries series) {
    if (series.stamp().cumulative()) {
      metrics.dropped(DropReason.CUMULATIVE, 1);
      return;
    }
    // A time to come would keep a hint for longer than max_age.
    long time = Math.min(series.stamp().timeUnixNanos(), HintQueues.unixNanos(clock));
    if (queues.isTooOld(time)) {
      metrics.dropped(DropReason.TOO_OLD, 1);
      return;
    }
    metrics.queued(ingester, queues);
    store.keep(tenant, ingester, series, time);
  }

  HintMetrics metrics() {
    return metrics;
  }

  HintQueues queues() {
    return queues;
  }

  HintStore store() {
    return store;
  }

  Handovers handovers() {
    return handovers;
  }

  /** Begins no more pushes of hints; those under way go on. */
  public void stop() {
    handovers.stop();
  }

  /**
   * Waits for the pushes under way, closes what is on disk, and gives up what is in memory, which
   * is counted and logged. Once closed, it does nothing.
   *
   * @param deadlineNanos the {@link System#nanoTime} until which to wait
   */
  public void close(long deadlineNanos) {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      handovers.awaitPushes(deadlineNanos);
      executor.execute(this::end);
      executor.shutdown();
      long left = Math.max(TimeUnit.SECONDS.toNanos(1), deadlineNanos - System.nanoTime());
      if (!executor.awaitTermination(left, TimeUnit.NANOSECONDS)) {
        settings
            .logger()
            .log(Level.WARNING, "exporter {0} stops before its hints are closed", settings.id());
      }
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private void end() {
    Future<?> ticks = ticking;
    if (ticks != null) {
      ticks.cancel(false);
    }
    store.close();
    List<Waiting> left = queues.close();
    long count = left.stream().mapToLong(Waiting::count).sum();
    if (count == 0) {
      return;
    }
    long bytes = left.stream().mapToLong(Waiting::bytes).sum();
    String ingesters = left.stream().map(Waiting::ingester).collect(Collectors.joining(", "));
    if (store.survives()) {
      settings
          .logger()
          .log(
              Level.INFO,
              "exporter {0} stops with {1} hints ({2} bytes) in {3} for {4}",
              settings.id(),
              count,
              bytes,
              store.place(),
              ingesters);
      return;
    }
    metrics.dropped(DropReason.SHUTDOWN, count);
    settings
        .logger()
        .log(
            Level.WARNING,
            "exporter {0} stops and loses {1} hints ({2} bytes) for {3}, which were in memory"
                + " (hints::directory would keep them)",
            settings.id(),
            count,
            bytes,
            ingesters);
  }
}
