package io.flaregate.phlare.delivery;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.component.Settings;
import io.flaregate.spi.config.Durations;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Writes requests to their destinations: pushes to all of them in parallel, answers as soon as the
 * quorum of each series is decided, and lets late replicas go on in the background, bounded by an
 * {@link InflightBudget} and waited for at shutdown. Thread-safe.
 */
public final class Delivery {
  private final Duration pushLimit;
  private final String pushLimitKey;
  private final long pushMaxBytes;
  private final InflightBudget budget;
  private final InflightWrites writes = new InflightWrites();
  private final RefusalMemory refusals = new RefusalMemory();
  private final DeliveryMetrics metrics;
  private final Executor callbacks;
  private final ScheduledExecutorService timers;
  private final System.Logger logger;
  private volatile MissedReplicas missed = MissedReplicas.IGNORED;

  /**
   * A delivery.
   *
   * @param pushLimit how long the pushes of one request to one destination may take
   * @param pushLimitKey the configuration key of that limit, for messages
   * @param pushMaxBytes the most bytes of uncompressed pprof in one push
   * @param inflightMaxBytes the bound on encoded bytes on their way
   */
  public Delivery(
      Settings settings,
      Duration pushLimit,
      String pushLimitKey,
      long pushMaxBytes,
      long inflightMaxBytes) {
    this.pushLimitKey = requireNonNull(pushLimitKey, "pushLimitKey is null");
    this.pushLimit = requireNonNull(pushLimit, "pushLimit is null");
    this.pushMaxBytes = pushMaxBytes;
    budget = new InflightBudget(inflightMaxBytes);
    metrics = new DeliveryMetrics(settings.meter(), settings.id().toString(), budget);
    logger = settings.logger();
    callbacks = settings.callbacks();
    timers = settings.scheduler();
  }

  /** The bytes on their way. */
  public InflightBudget budget() {
    return budget;
  }

  /** The requests and writes under way. */
  public InflightWrites inflight() {
    return writes;
  }

  /**
   * Writes a request. The stage completes on a callback thread once every series is decided, the
   * first is known to fail for a passing reason, or nobody waits any longer.
   */
  public CompletionStage<WriteResult> write(WriteRequest request) {
    writes.beginMore();
    return new QuorumWrite(this, request).start();
  }

  /** Sets who is told of copies that ingesters missed; of writes that begin from now on. */
  public void onMissed(MissedReplicas listener) {
    missed = requireNonNull(listener, "listener is null");
  }

  /** Counts series that were not stored although destinations were asked, or could not be. */
  public void countQuorumFailures(String reason, int series) {
    metrics.quorumFailed(reason, series);
  }

  Duration pushLimit() {
    return pushLimit;
  }

  /** The limit as a message tells it: {@code pushtimeout: 5s}. */
  String pushLimitText() {
    return pushLimitKey + ": " + Durations.format(pushLimit);
  }

  long pushMaxBytes() {
    return pushMaxBytes;
  }

  System.Logger logger() {
    return logger;
  }

  MissedReplicas missed() {
    return missed;
  }

  RefusalMemory refusals() {
    return refusals;
  }

  DeliveryMetrics metrics() {
    return metrics;
  }

  Executor callbacks() {
    return callbacks;
  }

  ScheduledExecutorService timers() {
    return timers;
  }
}
