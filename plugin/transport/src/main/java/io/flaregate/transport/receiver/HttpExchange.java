package io.flaregate.transport.receiver;

import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.consumer.CancellationSource;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.transport.admission.Admission;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.compress.Body;
import io.flaregate.transport.compress.BodyException;
import io.flaregate.transport.compress.ContentEncoding;
import io.flaregate.transport.compress.OverBudgetException;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.compress.TooLargeException;
import io.flaregate.transport.http.HttpBodies;
import io.flaregate.transport.http.ReceivedBody;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One request over HTTP that was let in: its body, its answer, and the end of its admission. */
public final class HttpExchange {
  /** What a request is admitted with, in bytes: about what comes before its body is asked for. */
  private static final long FIRST_BYTES = 16 * 1024;

  private final ReceiverShared shared;
  private final Head head;
  private final Handler handler;
  private final Form form;
  private final Admission admission;
  private final CancellationSource cancellation = new CancellationSource();

  private HttpExchange(
      ReceiverShared shared, Head head, Handler handler, Form form, Admission admission) {
    this.shared = shared;
    this.head = head;
    this.handler = handler;
    this.form = form;
    this.admission = admission;
  }

  /**
   * What is known of a request before its body.
   *
   * @param tenant whose it is; empty if only the body tells
   * @param transport how it came, for metrics: {@code http} or {@code grpc}
   * @param encoding how its body is compressed
   * @param limit how large its body may be, as it comes and decompressed
   * @param readTimeout how long the body may take; zero: no end
   * @param deadlineNanos the {@link System#nanoTime} until which its sender waits
   */
  public record Head(
      String tenant,
      String transport,
      ContentEncoding encoding,
      SizeLimit limit,
      Duration readTimeout,
      long deadlineNanos) {
    public Head {
      requireNonNull(tenant, "tenant is null");
      requireNonNull(transport, "transport is null");
      requireNonNull(encoding, "encoding is null");
      requireNonNull(limit, "limit is null");
      requireNonNull(readTimeout, "readTimeout is null");
    }
  }

  /** Works on a body; called on a worker thread. */
  @FunctionalInterface
  public interface Handler {
    /**
     * Works on a body.
     *
     * @param wireBytes its size as it came
     * @param account where what is made of it is booked
     * @throws AnswerException if it cannot be used
     */
    CompletionStage<Answer> handle(
        Body body, long wireBytes, RequestContext context, Admission account);
  }

  /** Puts answers into the words of a protocol. */
  @FunctionalInterface
  public interface Form {
    /** The response. */
    HttpResponse of(Answer answer);

    /** The response to a body that did not come in time. */
    default HttpResponse late(Answer answer) {
      return of(answer);
    }
  }

  /**
   * Reads the body, has it worked on, and answers.
   *
   * @throws OverBudgetException if there is no room for another request
   */
  public static HttpResponse run(
      ServiceRequestContext ctx,
      HttpRequest request,
      ReceiverShared shared,
      Head head,
      Handler handler,
      Form form)
      throws OverBudgetException {
    Admission admission = shared.budget().open(FIRST_BYTES);
    if (admission == null) {
      throw new OverBudgetException();
    }
    return new HttpExchange(shared, head, handler, form, admission).run(ctx, request);
  }

  private HttpResponse run(ServiceRequestContext ctx, HttpRequest request) {
    CompletableFuture<Void> unused = ctx.whenRequestCancelled().thenAccept(this::cancelled);
    CompletionStage<HttpResponse> response =
        HttpBodies.collect(ctx, request, head.limit(), admission, bodyTimeout())
            .thenComposeAsync(this::handle, shared.workers(head.tenant()))
            .handle(this::respond);
    return HttpResponse.of(untilDeadline(ctx, response));
  }

  /** Answers at the deadline if nothing else has; what is under way keeps its admission. */
  private CompletionStage<HttpResponse> untilDeadline(
      ServiceRequestContext ctx, CompletionStage<HttpResponse> response) {
    if (head.deadlineNanos() == RequestContext.NO_DEADLINE) {
      return response;
    }
    CompletableFuture<HttpResponse> first = new CompletableFuture<>();
    Future<?> timer =
        ctx.eventLoop()
            .schedule(
                () -> passed(first),
                Math.max(1, head.deadlineNanos() - System.nanoTime()),
                TimeUnit.NANOSECONDS);
    response.whenComplete(
        (given, failure) -> {
          timer.cancel(false);
          if (given != null) {
            first.complete(given);
          } else {
            first.completeExceptionally(failure);
          }
        });
    return first;
  }

  private void passed(CompletableFuture<HttpResponse> response) {
    String message = "the deadline passed before the outcome was known";
    if (response.complete(form.of(Answer.refused(Answer.Kind.DEADLINE, message)))) {
      cancellation.cancel();
    }
  }

  /** The body is not waited for longer than its sender waits. */
  private Duration bodyTimeout() {
    if (head.deadlineNanos() == RequestContext.NO_DEADLINE) {
      return head.readTimeout();
    }
    Duration left = Duration.ofNanos(Math.max(1, head.deadlineNanos() - System.nanoTime()));
    Duration most = head.readTimeout();
    return most.isZero() || left.compareTo(most) < 0 ? left : most;
  }

  private void cancelled(@Nullable Throwable cause) {
    if (cause != null) {
      cancellation.cancel();
    }
  }

  private CompletionStage<Answer> handle(ReceivedBody received) {
    Body body;
    try {
      body = received.decode(head.encoding(), head.limit(), admission);
    } catch (BodyException e) {
      throw new AnswerException(counted(e).answer());
    } catch (IOException e) {
      throw new CompletionException(e);
    }
    admission.shrinkTo(body.array().length);
    RequestContext context =
        new RequestContext(
            head.tenant(),
            head.transport(),
            shared.unixNanos(),
            head.deadlineNanos(),
            Map.of(),
            cancellation);
    return handler.handle(body, received.length(), context, admission);
  }

  private BodyException counted(BodyException failure) {
    if (failure instanceof TooLargeException) {
      shared.metrics().tooLarge(head.tenant());
    }
    return failure;
  }

  private HttpResponse respond(@Nullable Answer answer, @Nullable Throwable failure) {
    admission.close();
    return answer != null ? form.of(answer) : failed(failure);
  }

  private HttpResponse failed(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof AnswerException e) {
      return form.of(e.answer());
    }
    if (cause instanceof BodyException e) {
      return form.of(counted(e).answer());
    }
    if (cause instanceof TimeoutException) {
      String message = "the body did not come in time (read_timeout)";
      return form.late(Answer.refused(Answer.Kind.DEADLINE, message));
    }
    if (!cancellation.isCancelled()) {
      shared.logger().log(System.Logger.Level.ERROR, "a request failed", cause);
    }
    return form.of(Answer.refused(Answer.Kind.INTERNAL, "internal error; see the gateway's log"));
  }
}
