package io.flaregate.phlare.delivery;

import io.flaregate.phlare.push.EncodedSeries;
import io.flaregate.phlare.push.PushAnswer;
import io.flaregate.phlare.push.PushMessage;
import io.flaregate.ring.ReplicaAnswer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The pushes of one request to one destination, at most {@link #MAX_PARALLEL} at a time.
 *
 * <p>Ingesters work through a push series by series and stop at the first that they cannot take, so
 * the answer to a push of several says little of each. If it may be about one of them the push is
 * made again in halves, in what is left of its time, until each series has an answer of its own.
 *
 * <p>A series that is refused alone for what may be a fault of the destination is judged together
 * with what the destination did meanwhile: see {@link RefusalMemory}. Its answer waits for the end
 * of the lane at most.
 */
final class Lane {
  /** How many pushes of one request a destination has under way at most. */
  static final int MAX_PARALLEL = 4;

  private static final double NANOS_PER_SECOND = 1e9;

  private final QuorumWrite write;
  private final Delivery delivery;
  private final Destination destination;
  private final int[] series;

  // Guarded by this.
  private final Deque<int[]> batches;
  private @Nullable Map<Integer, PushAnswer> refusals;
  private int active;
  private boolean pumping;
  private boolean stored;
  private boolean done;

  Lane(QuorumWrite write, int index) {
    this.write = write;
    delivery = write.delivery();
    WriteRequest request = write.request();
    destination = request.placement().destination(index);
    series = request.placement().seriesOf(index);
    batches = new ArrayDeque<>(PushBatches.of(request.series(), series, delivery.pushMaxBytes()));
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
    if (batches.isEmpty()) {
      write.laneDone();
      return;
    }
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
    if (active < MAX_PARALLEL && !batches.isEmpty()) {
      active++;
      return batches.removeFirst();
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
    if (batch.length > 1 && answer.aboutSeries()) {
      split(batch);
    } else {
      // Before the answer: who hears it may send again at once and must find the share free.
      delivery.budget().freeShare(destination.name(), bytes(batch));
      if (answer.answer() == ReplicaAnswer.SUCCESS) {
        succeed(batch, answer);
      } else if (batch.length == 1 && answer.mayBeRefusal()) {
        refuse(batch[0], answer);
      } else {
        answer(batch, answer);
      }
    }
    if (isLast()) {
      takeRefusals().forEach(this::refuseAtLast);
      write.laneDone();
    } else {
      pump();
    }
  }

  private void answer(int[] some, PushAnswer answer) {
    boolean success = answer.answer() == ReplicaAnswer.SUCCESS;
    delivery.metrics().replicas(destination.name(), success, some.length);
    write.answer(destination, some, answer);
  }

  private void split(int[] batch) {
    delivery.metrics().split(destination.name());
    int half = batch.length / 2;
    synchronized (this) {
      batches.addLast(Arrays.copyOfRange(batch, 0, half));
      batches.addLast(Arrays.copyOfRange(batch, half, batch.length));
    }
  }

  private void succeed(int[] batch, PushAnswer answer) {
    delivery.refusals().stored(destination.name(), write.request().tenant());
    Map<Integer, PushAnswer> known;
    synchronized (this) {
      stored = true;
      known = takeRefusals();
    }
    answer(batch, answer);
    known.forEach((each, refusal) -> answer(new int[] {each}, refusal.refusedAlone()));
  }

  private void refuse(int one, PushAnswer answer) {
    synchronized (this) {
      if (!stored) {
        refusals = refusals == null ? new TreeMap<>() : refusals;
        refusals.put(one, answer);
        return;
      }
    }
    answer(new int[] {one}, answer.refusedAlone());
  }

  /** Nothing else of this write was stored: only earlier writes can tell what it means. */
  private void refuseAtLast(int one, PushAnswer answer) {
    WriteRequest request = write.request();
    boolean proven =
        delivery
            .refusals()
            .refused(destination.name(), request.tenant(), request.series().get(one).id());
    answer(new int[] {one}, proven ? answer.refusedAlone() : answer);
  }

  /** The refusals that were not answered yet; from now on they are the caller's to answer. */
  private synchronized Map<Integer, PushAnswer> takeRefusals() {
    Map<Integer, PushAnswer> known = refusals;
    refusals = null;
    return known == null ? Map.of() : known;
  }

  /** One push less under way; true if it was the last of all, once. */
  private synchronized boolean isLast() {
    active--;
    boolean last = active == 0 && batches.isEmpty() && !done;
    done |= last;
    return last;
  }
}
