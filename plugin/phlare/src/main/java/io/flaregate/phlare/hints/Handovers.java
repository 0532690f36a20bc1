package io.flaregate.phlare.hints;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.delivery.InflightWrites;
import io.flaregate.phlare.hints.HintQueues.Waiting;
import io.flaregate.phlare.hints.HintTargets.Presence;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The hand-overs to all ingesters, on one thread: the executor's. It looks at the ring regularly,
 * begins where an ingester is healthy, and drops what waits for one that has left.
 */
final class Handovers {
  private final HintQueues queues;
  private final HintTargets targets;
  private final HandoverLimits limits;
  private final HintMetrics metrics;
  private final ScheduledExecutorService executor;
  private final InflightWrites pushes = new InflightWrites();
  private final Map<String, Handover> byIngester = new ConcurrentHashMap<>();

  /** Since when ingesters that hints wait for have been out of the ring. */
  private final Map<String, Long> absentSince = new HashMap<>();

  private volatile boolean stopped;

  Handovers(
      HintQueues queues,
      HintTargets targets,
      HandoverLimits limits,
      HintMetrics metrics,
      ScheduledExecutorService executor) {
    this.queues = requireNonNull(queues, "queues is null");
    this.targets = requireNonNull(targets, "targets is null");
    this.limits = requireNonNull(limits, "limits is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.executor = requireNonNull(executor, "executor is null");
  }

  HintQueues queues() {
    return queues;
  }

  HintTargets targets() {
    return targets;
  }

  HandoverLimits limits() {
    return limits;
  }

  HintMetrics metrics() {
    return metrics;
  }

  boolean isStopped() {
    return stopped;
  }

  /** Looks at everything once. */
  void tick() {
    queues.expire();
    absentSince.keySet().removeIf(ingester -> queues.waiting(ingester) == null);
    for (Waiting waiting : queues.waiting()) {
      String ingester = waiting.ingester();
      if (!leave(ingester)) {
        byIngester.computeIfAbsent(ingester, id -> new Handover(id, this)).run();
      }
    }
    byIngester
        .entrySet()
        .removeIf(each -> each.getValue().isIdle() && queues.waiting(each.getKey()) == null);
  }

  /** Drops what waits for an ingester that has been out of the ring for too long. */
  private boolean leave(String ingester) {
    if (targets.presence(ingester) != Presence.ABSENT) {
      absentSince.remove(ingester);
      return false;
    }
    long now = System.nanoTime();
    Long since = absentSince.putIfAbsent(ingester, now);
    if (since == null || now - since < limits.grace().toNanos()) {
      return false;
    }
    Handover handover = byIngester.get(ingester);
    if (handover != null) {
      handover.putBackParts();
    }
    queues.dropAll(ingester, DropReason.LEFT_RING);
    return true;
  }

  /** Runs something a little later on the executor; null if that is over. */
  @Nullable Future<?> runIn(long nanos, Runnable action) {
    try {
      return executor.schedule(action, nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      return null;
    }
  }

  /** Begins a push; false if none may begin any more. */
  boolean begin() {
    return pushes.begin();
  }

  /** Ends a push, on the executor. */
  void settle(Runnable action) {
    try {
      executor.execute(
          () -> {
            try {
              action.run();
            } finally {
              pushes.end();
            }
          });
    } catch (RejectedExecutionException e) {
      pushes.end();
    }
  }

  /** An ingester has stored a hint. */
  void handedOver(String ingester, Hint hint) {
    queues.handedOver(ingester, hint);
    hint.body().release();
  }

  /** What an ingester said to the last push that failed. */
  String lastError(String ingester) {
    Handover handover = byIngester.get(ingester);
    return handover == null ? "" : handover.lastError();
  }

  /** Begins no more pushes. */
  void stop() {
    stopped = true;
  }

  /** Stops and waits for the pushes under way until a {@link System#nanoTime}. */
  boolean awaitPushes(long deadlineNanos) throws InterruptedException {
    stop();
    return pushes.close(deadlineNanos);
  }
}
