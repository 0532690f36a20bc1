package io.flaregate.otlp;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.consumer.CancellationSource;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.transport.admission.Admission;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.answer.HttpAnswers;
import io.flaregate.transport.compress.Body;
import io.flaregate.transport.compress.BodyException;
import io.flaregate.transport.compress.ContentEncoding;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.http.HttpBodies;
import io.flaregate.transport.http.ReceivedBody;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One request over HTTP that was let in: its body, its answer, and the end of its admission. */
final class HttpExchange {
  private final OtlpRequests requests;
  private final Shared shared;
  private final String tenant;
  private final BodyFormat format;
  private final ContentEncoding encoding;
  private final SizeLimit limit;
  private final Admission admission;
  private final CancellationSource cancellation = new CancellationSource();

  HttpExchange(
      OtlpRequests requests,
      Shared shared,
      String tenant,
      BodyFormat format,
      ContentEncoding encoding,
      SizeLimit limit,
      Admission admission) {
    this.requests = requests;
    this.shared = shared;
    this.tenant = tenant;
    this.format = format;
    this.encoding = encoding;
    this.limit = limit;
    this.admission = admission;
  }

  HttpResponse run(ServiceRequestContext ctx, HttpRequest request, Duration readTimeout) {
    CompletableFuture<Void> unused = ctx.whenRequestCancelled().thenAccept(this::cancelled);
    CompletionStage<HttpResponse> response =
        HttpBodies.collect(ctx, request, limit, admission, readTimeout)
            .thenComposeAsync(this::handle, shared.workers())
            .handle(this::respond);
    return HttpResponse.of(response);
  }

  private void cancelled(@Nullable Throwable cause) {
    if (cause != null) {
      cancellation.cancel();
    }
  }

  private CompletionStage<Answer> handle(ReceivedBody received) {
    Body body;
    try {
      body = received.decode(encoding, limit, admission);
    } catch (BodyException e) {
      throw new AnswerException(e.answer());
    } catch (IOException e) {
      throw new CompletionException(e);
    }
    admission.shrinkTo(body.array().length);
    if (format.isJson()) {
      body = JsonBodies.toProtobuf(body, admission);
      admission.shrinkTo(body.array().length);
    }
    return handle(body, received.length());
  }

  private CompletionStage<Answer> handle(Body body, long wireBytes) {
    RequestContext context =
        new RequestContext(
            tenant,
            OtlpHttpService.TRANSPORT,
            shared.unixNanos(),
            RequestContext.NO_DEADLINE,
            Map.of(),
            cancellation);
    return requests.handle(body.array(), body.length(), wireBytes, context, admission);
  }

  private HttpResponse respond(@Nullable Answer answer, @Nullable Throwable failure) {
    admission.close();
    if (answer != null && OtlpResponses.isSuccess(answer)) {
      return success(answer);
    }
    return answer != null ? HttpAnswers.of(answer, format.isJson()) : failed(failure);
  }

  private HttpResponse success(Answer answer) {
    return format.isJson()
        ? HttpResponse.of(
            HttpStatus.OK, MediaType.JSON, HttpData.ofUtf8(OtlpResponses.successJson(answer)))
        : HttpResponse.of(
            HttpStatus.OK, HttpAnswers.PROTOBUF, HttpData.wrap(OtlpResponses.success(answer)));
  }

  private HttpResponse failed(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof AnswerException e) {
      return HttpAnswers.of(e.answer(), format.isJson());
    }
    if (cause instanceof BodyException e) {
      return HttpAnswers.of(e.answer(), format.isJson());
    }
    if (cause instanceof TimeoutException) {
      String message = "the body did not come in time (read_timeout)";
      Answer answer = Answer.refused(Answer.Kind.DEADLINE, message);
      return HttpAnswers.of(answer, HttpStatus.REQUEST_TIMEOUT, format.isJson());
    }
    if (!cancellation.isCancelled()) {
      shared.logger().log(System.Logger.Level.ERROR, "a request failed", cause);
    }
    return HttpAnswers.of(
        Answer.refused(Answer.Kind.INTERNAL, "internal error; see the gateway's log"),
        format.isJson());
  }
}
