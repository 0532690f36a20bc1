package io.flaregate.phlare.delivery;

import io.flaregate.phlare.delivery.WriteResult.Ended;
import io.flaregate.phlare.push.PushAnswer;
import io.flaregate.ring.QuorumTracker;
import io.flaregate.spi.consumer.Cancellation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The write of one request: a {@link Lane} per destination, a tracker that decides, one answer.
 *
 * <p>It ends twice: for the sender when the tracker has decided, and for the budget when the last
 * lane is done. The clock of all pushes is started once, here, so that neither lasts longer than
 * the push limit.
 */
final class QuorumWrite {
  private final Delivery delivery;
  private final WriteRequest request;
  private final QuorumTracker tracker;
  private final CompletableFuture<WriteResult> result = new CompletableFuture<>();
  private final AtomicInteger openLanes = new AtomicInteger();
  private final long deadlineNanos;
  private final MissedCopies missed;
  private volatile @Nullable Future<?> timer;
  private Duration retryDelay = Duration.ZERO;

  QuorumWrite(Delivery delivery, WriteRequest request) {
    this.delivery = delivery;
    this.request = request;
    Placement placement = request.placement();
    tracker = new QuorumTracker(placement.minSuccess(), placement.maxErrors());
    missed = new MissedCopies(request, delivery.missed());
    deadlineNanos = System.nanoTime() + delivery.pushLimit().toNanos();
  }

  CompletionStage<WriteResult> start() {
    List<Lane> lanes = new ArrayList<>();
    for (int i = 0; i < request.placement().destinations(); i++) {
      lanes.add(new Lane(this, i));
    }
    openLanes.set(lanes.size());
    startTimer();
    lanes.forEach(Lane::start);
    // Last, since it may run at once: the pushes go out also if the sender has just gone.
    Cancellation cancellation = request.cancellation();
    cancellation.onCancel(() -> giveUp(Ended.CANCELLED, "the sender has gone"));
    return result;
  }

  private void startTimer() {
    long until = request.waitUntilNanos();
    if (until == Long.MAX_VALUE) {
      return;
    }
    Runnable end =
        () -> giveUp(Ended.DEADLINE, "the sender's deadline came before enough ingesters answered");
    timer =
        delivery
            .timers()
            .schedule(end, Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
  }

  private void giveUp(Ended ended, String message) {
    if (tracker.deadline(message)) {
      finish(ended);
    }
  }

  Delivery delivery() {
    return delivery;
  }

  WriteRequest request() {
    return request;
  }

  /** Time left for pushes; 0 or less once there is none. */
  long remainingNanos() {
    return deadlineNanos - System.nanoTime();
  }

  /** Takes a destination's answer to some series. */
  void answer(Destination from, int[] series, PushAnswer answer) {
    missed.answer(from.name(), series, answer.answer());
    synchronized (this) {
      if (answer.retryDelay().compareTo(retryDelay) > 0) {
        retryDelay = answer.retryDelay();
      }
    }
    if (tracker.answer(series, answer.answer(), answer.message())) {
      finish(Ended.ANSWERS);
    }
  }

  /** A lane has nothing under way and nothing left to send. */
  void laneDone() {
    if (openLanes.decrementAndGet() == 0) {
      // Only of series that have fewer destinations than must store them nothing is known by now.
      giveUp(Ended.ANSWERS, "too few ingesters were asked");
      try {
        missed.tell();
      } catch (RuntimeException e) {
        delivery.logger().log(System.Logger.Level.ERROR, "missed copies cannot be noted", e);
      } finally {
        request.booking().close();
        delivery.inflight().end();
      }
    }
  }

  private void finish(Ended ended) {
    Future<?> waiting = timer;
    if (waiting != null) {
      waiting.cancel(false);
    }
    Duration delay;
    synchronized (this) {
      delay = retryDelay;
    }
    WriteResult outcome = new WriteResult(tracker, ended, delay);
    try {
      delivery.callbacks().execute(() -> result.complete(outcome));
    } catch (RejectedExecutionException e) {
      // The host is past its own end; whoever still waits hears it on this thread.
      result.complete(outcome);
    }
  }
}
