package io.flaregate.phlare.durable;

import io.flaregate.phlare.delivery.WriteResult;
import io.flaregate.phlare.wal.log.RecordLog;
import io.flaregate.ring.SeriesDecision;
import io.flaregate.spi.consumer.Reason;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Decides what becomes of series whose delivery has an answer. Thread-safe. */
final class Settlement {
  /** Why a series becomes a dead letter that was refused for good. */
  static final String REFUSED = Reason.REFUSED_BY_INGESTERS.label();

  /** Why a series becomes a dead letter that was tried for longer than max_elapsed_time. */
  static final String EXPIRED = "expired";

  private final QueueMetrics metrics;
  private final RecordLog log;
  private final DeadLetters dead;
  private final RetryPolicy retry;
  private final Deliverer deliverer;

  Settlement(
      QueueMetrics metrics,
      RecordLog log,
      DeadLetters dead,
      RetryPolicy retry,
      Deliverer deliverer) {
    this.metrics = metrics;
    this.log = log;
    this.dead = dead;
    this.retry = retry;
    this.deliverer = deliverer;
  }

  /** Takes the answer to the series of a batch that were sent; ends the batch, maybe later. */
  void settle(Batch batch, List<Batch.Item> sent, WriteResult result) {
    // One more than there are letters, so that the last step is taken here or by the last letter.
    AtomicInteger open = new AtomicInteger(1);
    int stored = 0;
    for (int i = 0; i < sent.size(); i++) {
      Batch.Item item = sent.get(i);
      SeriesDecision decision = result.decision(i);
      if (decision == SeriesDecision.STORED) {
        stored++;
        done(batch, item);
      } else if (decision == SeriesDecision.REJECTED) {
        bury(batch, item, REFUSED, result.message(i), open);
      } else if (isExpired(item)) {
        bury(batch, item, EXPIRED, result.message(i), open);
      } else {
        failed(batch, item, result.message(i), result.retryDelay().toNanos());
      }
    }
    metrics.delivered(stored);
    oneLess(batch, open);
  }

  private boolean isExpired(Batch.Item item) {
    long now = metrics.settings().clock().millis();
    return retry.isExpired(item.queued().acceptedUnixMillis(), now);
  }

  private void oneLess(Batch batch, AtomicInteger open) {
    if (open.decrementAndGet() == 0) {
      deliverer.end(batch);
    }
  }

  private void done(Batch batch, Batch.Item item) {
    log.acknowledge(item.id());
    batch.done();
    deliverer.released(batch, item);
  }

  /** A series is tried again, after at least a delay. */
  void failed(Batch batch, Batch.Item item, String problem, long delayNanos) {
    batch.failed(item, problem, delayNanos);
  }

  private void bury(
      Batch batch, Batch.Item item, String reason, String message, AtomicInteger open) {
    open.incrementAndGet();
    long droppedBefore = dead.dropped();
    String text = message.isEmpty() ? reason : reason + ": " + message;
    dead.add(item.queued().dead(text))
        .whenComplete(
            (kept, failure) -> {
              if (failure == null) {
                metrics.dead(reason, 1);
                metrics.deadDropped(dead.dropped() - droppedBefore);
                metrics.warn("a series of tenant " + batch.tenant().name() + " is dead: " + text);
                done(batch, item);
              } else {
                metrics.failed("keep a dead letter", new java.io.IOException(failure));
                failed(batch, item, message, 0);
              }
              oneLess(batch, open);
            });
  }
}
