package io.flaregate.otlp.exporter;

import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Detail;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.transport.admission.Admission;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One request with its attempts, until an answer is final or nobody waits any more. */
final class ExportCall {
  private final Attempts attempts;
  private final RequestContext context;
  private final int rows;
  private final int profiles;
  private final Admission admission;
  private final CompletableFuture<ConsumeResult> result = new CompletableFuture<>();
  private final Backoff backoff;
  private final long startNanos = System.nanoTime();

  private volatile byte @Nullable [] body;
  private @Nullable ScheduledFuture<?> pause;
  private @Nullable SendAnswer last;

  /**
   * A call that has not begun.
   *
   * @param rows how many rows the consumer was given
   * @param profiles how many profiles they are on the wire
   * @param admission what the request has booked; closed at the end
   */
  ExportCall(
      Attempts attempts, RequestContext context, int rows, int profiles, Admission admission) {
    this.attempts = attempts;
    this.context = context;
    this.rows = rows;
    this.profiles = profiles;
    this.admission = admission;
    this.backoff = attempts.backoff();
  }

  /** Completes with the outcome of every row. */
  CompletableFuture<ConsumeResult> result() {
    return result;
  }

  /** What the request has booked. */
  Admission admission() {
    return admission;
  }

  /** Sends the request, which is ready. */
  void begin(byte[] prepared) {
    body = prepared;
    context.cancellation().onCancel(this::stopWaiting);
    attempt();
  }

  /** Ends the call without, or after, an attempt. */
  void end(ConsumeResult outcome) {
    body = null;
    admission.close();
    attempts.underWay().end(this);
    result.complete(outcome);
  }

  private void attempt() {
    byte[] prepared = body;
    if (prepared == null) {
      return;
    }
    long left = context.remainingNanos(System.nanoTime());
    if (left <= 0) {
      end(outcome(late()));
      return;
    }
    attempts
        .sender()
        .send(context.tenant(), prepared, Math.min(left, attempts.timeout().toNanos()))
        .whenComplete(
            (answer, failure) ->
                answered(
                    failure == null
                        ? answer
                        : SendAnswer.failed(
                            Reason.INTERNAL, "internal error: " + failure, Duration.ZERO)));
  }

  private SendAnswer late() {
    SendAnswer before = last;
    return before != null
        ? before
        : SendAnswer.failed(
            Reason.DEADLINE_EXCEEDED,
            "the request's deadline passed before it was sent",
            Duration.ZERO);
  }

  private void answered(SendAnswer answer) {
    if (!answer.isRetryable() || !attempts.retry().enabled() || !waitFor(answer)) {
      end(outcome(answer));
    }
  }

  /** Plans the next attempt; false if there is to be none. */
  private boolean waitFor(SendAnswer answer) {
    long delay = backoff.next(answer.delay());
    long now = System.nanoTime();
    long elapsed = attempts.retry().maxElapsedTime().toNanos();
    boolean tooLate =
        context.remainingNanos(now) <= delay || (elapsed > 0 && now - startNanos + delay > elapsed);
    synchronized (this) {
      last = answer;
      if (tooLate || context.cancellation().isCancelled() || attempts.underWay().isClosed()) {
        return false;
      }
      try {
        pause = attempts.scheduler().schedule(this::again, delay, TimeUnit.NANOSECONDS);
      } catch (RejectedExecutionException e) {
        return false;
      }
    }
    attempts.metrics().retried();
    // Asked again now that there is something to stop: either may have come in between.
    if (attempts.underWay().isClosed() || context.cancellation().isCancelled()) {
      stopWaiting();
    }
    return true;
  }

  private void again() {
    synchronized (this) {
      pause = null;
    }
    try {
      // Off the timer's thread: gRPC compresses while it sends.
      attempts.workers().execute(this::attempt);
    } catch (RejectedExecutionException e) {
      end(outcome(late()));
    }
  }

  /**
   * If the call waits for its next attempt, there is none: what the last one said is the answer.
   */
  void stopWaiting() {
    SendAnswer answer;
    synchronized (this) {
      ScheduledFuture<?> waiting = pause;
      if (waiting == null || !waiting.cancel(false)) {
        return;
      }
      pause = null;
      answer = late();
    }
    end(outcome(answer));
  }

  private ConsumeResult outcome(SendAnswer answer) {
    return switch (answer.kind()) {
      case ACCEPTED -> accepted(answer);
      case REFUSED -> all(Outcome.REJECTED, answer);
      case LIMITED -> all(Outcome.LIMITED, answer);
      case FAILED -> all(Outcome.TRANSIENT, answer);
    };
  }

  private ConsumeResult all(Outcome outcome, SendAnswer answer) {
    return ConsumeResult.all(rows, outcome, answer.reason(), answer.message(), answer.delay());
  }

  /** The protocol does not say which profiles were rejected, unless all were. */
  private ConsumeResult accepted(SendAnswer answer) {
    if (answer.rejectedProfiles() >= profiles && profiles > 0) {
      return all(Outcome.REJECTED, answer);
    }
    ConsumeResult.Builder builder = ConsumeResult.builder(rows);
    if (!answer.message().isEmpty()) {
      builder.detail(Detail.WHOLE_REQUEST, answer.reason(), answer.message());
    }
    attempts.metrics().rejected(answer.rejectedProfiles());
    return builder.build();
  }
}
