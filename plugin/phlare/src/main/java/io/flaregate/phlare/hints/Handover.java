package io.flaregate.phlare.hints;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.membership.kv.Backoff;
import io.flaregate.phlare.push.EncodedSeries;
import io.flaregate.phlare.push.PushAnswer;
import io.flaregate.phlare.push.PushMessage;
import io.flaregate.phlare.push.PushTarget;
import io.flaregate.phlare.wal.log.RecordLostException;
import io.flaregate.ring.ReplicaAnswer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hands the hints of one ingester over: one push at a time, oldest first, at a bounded rate.
 *
 * <p>After a failure it pauses, longer each time, and then probes with one hint; once that is
 * stored, as many go into a push as fit. A push that the ingester fails at is cut in halves until
 * the hint that it fails at is alone. Used by one thread.
 */
final class Handover {
  /** Answers that say nothing of what was pushed: nobody has looked at it, or it is not known. */
  private static final Set<String> UNANSWERED =
      Set.of("unavailable", "deadline_exceeded", "cancelled", "circuit_open", "over_share");

  /** How far a hand-over that is late, as by a slow push, may catch up with its rate. */
  private static final long CREDIT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final String ingester;
  private final Handovers all;
  private final Backoff backoff;

  /** What was taken and is not under way: parts of a push that was cut, oldest first. */
  private final Deque<List<Hint>> parts = new ArrayDeque<>();

  private @Nullable Future<?> wakeUp;
  private boolean busy;
  private boolean probing = true;
  private long notBeforeNanos;

  /** The time at which what was pushed so far is within the rate. */
  private long paidUntilNanos;

  private long stored;
  private int faultsInRow;
  private volatile String lastError = "";

  Handover(String ingester, Handovers all) {
    this.ingester = requireNonNull(ingester, "ingester is null");
    this.all = requireNonNull(all, "all is null");
    HandoverLimits limits = all.limits();
    backoff = new Backoff(limits.minPause(), limits.maxPause(), ThreadLocalRandom.current());
    // It has just missed something.
    long now = System.nanoTime();
    notBeforeNanos = now + backoff.nextNanos();
    paidUntilNanos = now;
  }

  /** Whether nothing is in its hands. */
  boolean isIdle() {
    return !busy && parts.isEmpty();
  }

  /** What the ingester said to the last push that failed; empty after one that did not. */
  String lastError() {
    return lastError;
  }

  /** Sends the next push if one may be sent now. */
  void run() {
    while (!busy && !all.isStopped()) {
      long wait = notBeforeNanos - System.nanoTime();
      if (wait > 0) {
        wakeUpIn(wait);
        return;
      }
      PushTarget target = all.targets().target(ingester);
      if (target == null) {
        probing = true;
        putBackParts();
        return;
      }
      List<Hint> part = next();
      if (part.isEmpty()) {
        return;
      }
      send(target, part);
    }
  }

  private void wakeUpIn(long nanos) {
    Future<?> set = wakeUp;
    if (set == null || set.isDone()) {
      wakeUp = all.runIn(nanos, this::run);
    }
  }

  private List<Hint> next() {
    List<Hint> part = parts.poll();
    if (part != null) {
      return part;
    }
    int most = probing ? 1 : HandoverLimits.MAX_HINTS;
    return all.queues().take(ingester, all.limits().pushMaxBytes(), most);
  }

  private void send(PushTarget target, List<Hint> part) {
    List<Hint> loaded = new ArrayList<>(part.size());
    List<EncodedSeries> series = new ArrayList<>(part.size());
    for (Hint hint : part) {
      try {
        series.add(hint.body().load());
        loaded.add(hint);
      } catch (RecordLostException e) {
        lastError = "hint is lost: " + e.getMessage();
        all.queues().drop(ingester, hint, DropReason.DAMAGED);
      } catch (IOException e) {
        lastError = "hints cannot be read now: " + e.getMessage();
        pause(part);
        return;
      }
    }
    if (loaded.isEmpty()) {
      return;
    }
    if (!all.begin()) {
      loaded.forEach(hint -> all.queues().putBack(ingester, hint));
      return;
    }
    busy = true;
    push(target, loaded, PushMessage.of(series));
  }

  private void push(PushTarget target, List<Hint> part, PushMessage message) {
    long startNanos = System.nanoTime();
    long timeoutNanos = all.limits().pushTimeout().toNanos();
    target
        .push(part.get(0).tenant(), message, timeoutNanos)
        .whenComplete(
            (answer, failure) ->
                all.settle(
                    () -> settle(part, message.wireBytes(), startNanos, said(answer, failure))));
  }

  private static PushAnswer said(@Nullable PushAnswer answer, @Nullable Throwable failure) {
    return answer != null ? answer : PushAnswer.failed("internal", "push failed: " + failure);
  }

  private void settle(List<Hint> part, int wireBytes, long startNanos, PushAnswer answer) {
    busy = false;
    all.metrics().pushed(ingester, answer.status());
    lastError = answer.message();
    long cost = wireBytes * TimeUnit.SECONDS.toNanos(1) / all.limits().bytesPerSecond();
    paidUntilNanos = Math.max(paidUntilNanos, startNanos - CREDIT_NANOS) + cost;
    notBeforeNanos = paidUntilNanos;
    if (answer.answer() == ReplicaAnswer.SUCCESS) {
      storedAll(part);
    } else if (answer.answer() == ReplicaAnswer.FAILED && UNANSWERED.contains(answer.status())) {
      pause(part);
    } else if (part.size() > 1) {
      parts.addFirst(part.subList(part.size() / 2, part.size()));
      parts.addFirst(part.subList(0, part.size() / 2));
    } else {
      refused(part.get(0), answer.answer());
    }
    run();
  }

  private void storedAll(List<Hint> part) {
    part.forEach(hint -> all.handedOver(ingester, hint));
    all.metrics().handedOver(ingester, part.size());
    stored += part.size();
    faultsInRow = 0;
    probing = false;
    backoff.reset();
  }

  /** A hint that was alone in its push is what the ingester failed at, or it fails at all. */
  private void refused(Hint hint, ReplicaAnswer answer) {
    if (answer != ReplicaAnswer.FAILED) {
      boolean limited = answer == ReplicaAnswer.LIMITED;
      all.queues().drop(ingester, hint, limited ? DropReason.LIMITED : DropReason.REJECTED);
      return;
    }
    if (hint.refused(stored) >= HandoverLimits.MAX_REFUSALS) {
      all.queues().drop(ingester, hint, DropReason.POISON);
    } else {
      all.queues().defer(ingester, hint);
    }
    // Twice in a row, whatever it was given: it is the ingester.
    if (++faultsInRow > 1) {
      pause(List.of());
    }
  }

  private void pause(List<Hint> part) {
    part.forEach(hint -> all.queues().putBack(ingester, hint));
    putBackParts();
    probing = true;
    notBeforeNanos = Math.max(notBeforeNanos, System.nanoTime() + backoff.nextNanos());
  }

  /** Gives back what is in hand and not under way. */
  void putBackParts() {
    parts.forEach(part -> part.forEach(hint -> all.queues().putBack(ingester, hint)));
    parts.clear();
  }
}
