package io.flaregate.phlare.delivery;

import io.flaregate.phlare.push.EncodedSeries;
import io.flaregate.phlare.push.PushAnswer;
import io.flaregate.phlare.push.PushMessage;
import io.flaregate.ring.ReplicaAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The pushes of one request to one destination, at most {@link #MAX_PARALLEL} at a time. */
final class Lane {
  /** How many pushes of one request a destination has under way at most. */
  static final int MAX_PARALLEL = 4;

  private static final double NANOS_PER_SECOND = 1e9;

  private final QuorumWrite write;
  private final Delivery delivery;
  private final Destination destination;
  private final int[] series;
  private final List<int[]> batches;

  // Guarded by this.
  private int next;
  private int active;
  private boolean pumping;
  private boolean done;

  Lane(QuorumWrite write, int index) {
    this.write = write;
    delivery = write.delivery();
    WriteRequest request = write.request();
    destination = request.placement().destination(index);
    series = request.placement().seriesOf(index);
    batches = PushBatches.of(request.series(), series, delivery.pushMaxBytes());
  }

  private long bytes(int[] some) {
    List<EncodedSeries> all = write.request().series();
    long sum = 0;
    for (int each : some) {
      sum += all.get(each).wireBytes();
    }
    return sum;
  }

  void start() {
    InflightBudget budget = delivery.budget();
    long share = budget.shareBytes(write.request().placement().fleet());
    long bytes = bytes(series);
    if (budget.bookShare(destination.name(), bytes, share)) {
      pump();
      return;
    }
    delivery.metrics().replicas(destination.name(), false, series.length);
    write.answer(
        destination, series, PushAnswer.failed("over_share", overShare(budget, bytes, share)));
    write.laneDone();
  }

  private String overShare(InflightBudget budget, long bytes, long share) {
    return destination.name()
        + " has "
        + budget.bookedBytes(destination.name())
        + " bytes unanswered; "
        + bytes
        + " more are over its share of "
        + share
        + " (inflight_max_bytes: "
        + budget.maxBytes()
        + ")";
  }

  /**
   * Sends what may be sent now. A push may answer before it returns; then this runs inside itself,
   * and the outer run does the work, so that the stack does not grow with the number of pushes.
   */
  private void pump() {
    synchronized (this) {
      if (pumping) {
        return;
      }
      pumping = true;
    }
    int[] batch = take();
    while (batch != null) {
      send(batch);
      batch = take();
    }
  }

  private synchronized int @Nullable [] take() {
    if (active < MAX_PARALLEL && next < batches.size()) {
      active++;
      return batches.get(next++);
    }
    pumping = false;
    return null;
  }

  private void send(int[] batch) {
    long left = write.remainingNanos();
    if (left <= 0) {
      settle(batch, PushAnswer.failed("deadline_exceeded", tooLate()));
      return;
    }
    WriteRequest request = write.request();
    delivery.metrics().batch(request.tenant(), batch.length);
    long startNanos = System.nanoTime();
    push(request, batch, left)
        .whenComplete(
            (answer, failure) -> {
              PushAnswer said = answer != null ? answer : broken(failure);
              double seconds = (System.nanoTime() - startNanos) / NANOS_PER_SECOND;
              delivery.metrics().answered(destination.name(), said.status(), seconds);
              settle(batch, said);
            });
  }

  private CompletionStage<PushAnswer> push(WriteRequest request, int[] batch, long timeoutNanos) {
    try {
      List<EncodedSeries> pushed = new ArrayList<>(batch.length);
      for (int each : batch) {
        pushed.add(request.series().get(each));
      }
      PushMessage message = PushMessage.of(pushed);
      return destination.target().push(request.tenant(), message, timeoutNanos);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private PushAnswer broken(@Nullable Throwable failure) {
    return PushAnswer.failed("internal", "push to " + destination.name() + " failed: " + failure);
  }

  private String tooLate() {
    return destination.name() + " took too long (" + delivery.pushLimitText() + ")";
  }

  private void settle(int[] batch, PushAnswer answer) {
    // Before the answer: who hears it may send again at once and must find the share free.
    delivery.budget().freeShare(destination.name(), bytes(batch));
    boolean stored = answer.answer() == ReplicaAnswer.SUCCESS;
    delivery.metrics().replicas(destination.name(), stored, batch.length);
    write.answer(destination, batch, answer);
    if (oneLess()) {
      write.laneDone();
    } else {
      pump();
    }
  }

  /** One push less under way; true if it was the last of all, once. */
  private synchronized boolean oneLess() {
    active--;
    boolean last = active == 0 && next == batches.size() && !done;
    done |= last;
    return last;
  }
}
