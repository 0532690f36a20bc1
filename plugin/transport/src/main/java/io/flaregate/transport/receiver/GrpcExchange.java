package io.flaregate.transport.receiver;

import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.transport.admission.Admission;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.compress.Body;
import io.flaregate.transport.compress.BodyException;
import io.flaregate.transport.compress.ContentEncoding;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.rpc.GrpcForm;
import io.flaregate.transport.rpc.GrpcFrames;
import io.flaregate.transport.rpc.Timeouts;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Unary calls of gRPC and gRPC-web over an HTTP server, with messages of protobuf. */
public final class GrpcExchange {
  private static final String TRANSPORT = "grpc";

  private final ReceiverShared shared;
  private final SizeLimit limit;
  private final Duration readTimeout;
  private final Service service;

  /**
   * Calls of one method.
   *
   * @param limit how large a message may be, whosever it is
   * @param readTimeout how long it may take to come; zero: no end
   */
  public GrpcExchange(
      ReceiverShared shared, SizeLimit limit, Duration readTimeout, Service service) {
    this.shared = requireNonNull(shared, "shared is null");
    this.limit = requireNonNull(limit, "limit is null");
    this.readTimeout = requireNonNull(readTimeout, "readTimeout is null");
    this.service = requireNonNull(service, "service is null");
  }

  /** What a method does. */
  public interface Service {
    /**
     * Works on a message, once headers are checked.
     *
     * @param request the request, for its headers
     * @throws AnswerException if the headers are not those of a call that can be answered
     */
    HttpExchange.Handler handler(HttpRequest request);

    /**
     * The tenant that the headers name; empty if only the message tells.
     *
     * @throws AnswerException if they name none, and one is wanted
     */
    String tenant(HttpRequest request);

    /** The response. */
    HttpResponse respond(GrpcForm form, Answer answer);
  }

  /**
   * Answers a call.
   *
   * @param type the content type, which is one of gRPC
   */
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request, MediaType type) {
    GrpcForm form = new GrpcForm(type);
    try {
      ContentEncoding encoding = ContentEncoding.of(request.headers().get("grpc-encoding"));
      HttpExchange.Handler handler = service.handler(request);
      String tenant = service.tenant(request);
      SizeLimit own = shared.limits().of(tenant, limit);
      HttpExchange.Head head =
          new HttpExchange.Head(
              tenant,
              TRANSPORT,
              ContentEncoding.IDENTITY,
              form.framed(own),
              readTimeout,
              Timeouts.grpc(request.headers().get("grpc-timeout"), System.nanoTime()));
      HttpExchange.Handler framed =
          (body, wireBytes, context, account) ->
              handle(
                  form.frames(body, account), encoding, own, handler, wireBytes, context, account);
      return HttpExchange.run(
          ctx, request, shared, head, framed, answer -> service.respond(form, answer));
    } catch (AnswerException e) {
      return form.failure(e.answer());
    } catch (BodyException e) {
      return form.failure(e.answer());
    }
  }

  private CompletionStage<Answer> handle(
      Body frames,
      ContentEncoding encoding,
      SizeLimit own,
      HttpExchange.Handler handler,
      long wireBytes,
      RequestContext context,
      Admission account) {
    Body message;
    try {
      message = GrpcFrames.unary(frames, encoding, own, account);
    } catch (AnswerException e) {
      if (e.answer().kind() == Answer.Kind.TOO_LARGE) {
        shared.metrics().tooLarge(context.tenant());
      }
      throw e;
    }
    return handler.handle(message, wireBytes, context, account);
  }
}
