package io.flaregate.transport.grpc;

import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.consumer.CancellationSource;
import io.flaregate.transport.admission.ByteAccount;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.answer.GrpcAnswers;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One call: its message, its answer, its end, each of which may come from a thread of its own. */
final class RawUnaryListener extends ServerCall.Listener<RawMessage> {
  private static final System.Logger LOGGER = System.getLogger(RawUnaryListener.class.getName());

  private static final long MIN_BYTES_PER_SECOND = 1024;

  private final RawUnaryHandler handler;
  private final ServerCall<RawMessage, RawMessage> call;
  private final Metadata headers;
  private final @Nullable CallAdmission admission;
  private final CancellationSource cancellation = new CancellationSource();
  private final Context context = Context.current();
  private final long deadlineNanos;
  private final long slowNanos;
  private final CompletableFuture<Boolean> arrived = new CompletableFuture<>();
  private @Nullable RawMessage request;
  private boolean closed;

  RawUnaryListener(
      RawUnaryHandler handler,
      ServerCall<RawMessage, RawMessage> call,
      Metadata headers,
      @Nullable CallAdmission admission,
      long slowNanos) {
    this.slowNanos = slowNanos;
    this.handler = handler;
    this.call = call;
    this.headers = headers;
    this.admission = admission;
    Deadline deadline = Context.current().getDeadline();
    deadlineNanos =
        deadline == null
            ? Long.MAX_VALUE
            : System.nanoTime() + deadline.timeRemaining(TimeUnit.NANOSECONDS);
    // Not through onCancel: that waits for its turn on the call's executor.
    Context.current().addListener(this::contextEnded, Runnable::run);
  }

  private void contextEnded(Context context) {
    if (context.cancellationCause() != null) {
      cancellation.cancel();
    }
  }

  /** Asks for the message unless the call has been refused. */
  void begin() {
    synchronized (this) {
      if (closed) {
        return;
      }
    }
    call.request(2);
    awaitBytes(0);
  }

  /** A sender that sends next to nothing must not hold a stream and its admission for ever. */
  private void awaitBytes(long before) {
    CompletableFuture<Boolean> unused =
        arrived
            .copy()
            .orTimeout(slowNanos, TimeUnit.NANOSECONDS)
            .whenComplete(
                (whole, late) -> {
                  if (late != null) {
                    lookForBytes(before);
                  }
                });
  }

  private void lookForBytes(long before) {
    long now = wireBytes();
    if (now - before >= MIN_BYTES_PER_SECOND * slowNanos / TimeUnit.SECONDS.toNanos(1)) {
      awaitBytes(now);
    } else {
      String message = "the message came at less than 1 KiB/s for " + slowSeconds() + " s";
      refuse(Answer.refused(Answer.Kind.DEADLINE, message));
    }
  }

  private long slowSeconds() {
    return TimeUnit.NANOSECONDS.toSeconds(slowNanos);
  }

  void refuse(Answer answer) {
    GrpcAnswers.GrpcStatus status = GrpcAnswers.of(answer);
    if (tryClose(status.status(), status.trailers())) {
      context.run(() -> handler.refused(headers, answer));
    }
  }

  @Override
  public void onMessage(RawMessage message) {
    if (admission != null) {
      admission.messageRead();
    }
    Answer failure = message.failure();
    if (failure != null) {
      refuse(failure);
    } else if (request != null) {
      close(Status.INTERNAL.withDescription("a unary call has one message"), new Metadata());
    } else {
      request = message;
    }
    if (isClosed()) {
      endMessage();
    }
  }

  @Override
  public void onHalfClose() {
    arrived.complete(true);
    RawMessage message = request;
    if (isClosed()) {
      endMessage();
      return;
    }
    if (message == null) {
      close(Status.INTERNAL.withDescription("the call ended without a message"), new Metadata());
      return;
    }
    request = null;
    CompletionStage<RawMessage> stage;
    try {
      stage =
          handler.handle(
              new RawCall(message, headers, wireBytes(), account(), deadlineNanos, cancellation));
    } catch (RuntimeException | Error e) {
      answer(null, e);
      return;
    }
    stage.whenComplete(this::answer);
  }

  private long wireBytes() {
    return admission == null ? 0 : admission.wireBytes();
  }

  private ByteAccount account() {
    return admission == null ? ByteAccount.UNLIMITED : admission;
  }

  private void answer(@Nullable RawMessage response, @Nullable Throwable failure) {
    endMessage();
    if (failure != null) {
      failed(unwrapped(failure));
    } else if (response != null) {
      succeeded(response);
    } else {
      failed(new IllegalStateException("a handler answered null"));
    }
  }

  private static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }

  private void failed(Throwable failure) {
    if (failure instanceof AnswerException e) {
      fail(e.answer());
    } else if (failure instanceof StatusRuntimeException e) {
      close(e.getStatus(), trailers(e.getTrailers()));
    } else if (failure instanceof StatusException e) {
      close(e.getStatus(), trailers(e.getTrailers()));
    } else {
      LOGGER.log(System.Logger.Level.ERROR, "a call failed", failure);
      fail(Answer.refused(Answer.Kind.INTERNAL, "internal error; see the server's log"));
    }
  }

  private static Metadata trailers(@Nullable Metadata trailers) {
    return trailers == null ? new Metadata() : trailers;
  }

  private synchronized void succeeded(RawMessage response) {
    if (closed) {
      return;
    }
    closed = true;
    call.sendHeaders(new Metadata());
    call.sendMessage(response);
    call.close(Status.OK, new Metadata());
  }

  private void fail(Answer answer) {
    GrpcAnswers.GrpcStatus status = GrpcAnswers.of(answer);
    close(status.status(), status.trailers());
  }

  private void close(Status status, Metadata trailers) {
    boolean unused = tryClose(status, trailers);
  }

  /** Closes the call; false if it was closed before. */
  private synchronized boolean tryClose(Status status, Metadata trailers) {
    if (closed) {
      return false;
    }
    closed = true;
    call.close(status, trailers);
    return true;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public void onCancel() {
    arrived.complete(true);
    // If the handler never got the message, nobody else gives its bytes back.
    if (request != null) {
      request = null;
      endMessage();
    }
    synchronized (this) {
      closed = true;
    }
    cancellation.cancel();
  }

  @Override
  public void onComplete() {
    arrived.complete(true);
    if (request != null) {
      request = null;
      endMessage();
    }
  }

  private void endMessage() {
    if (admission != null) {
      admission.endMessage();
    }
  }
}
