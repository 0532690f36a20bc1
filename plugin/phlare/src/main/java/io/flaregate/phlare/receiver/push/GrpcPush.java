package io.flaregate.phlare.receiver.push;

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
import io.flaregate.transport.receiver.HttpExchange;
import io.flaregate.transport.receiver.ReceiverShared;
import io.flaregate.transport.rpc.GrpcForm;
import io.flaregate.transport.rpc.GrpcFrames;
import io.flaregate.transport.rpc.Timeouts;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Push as a unary call of gRPC or gRPC-web, with messages of protobuf. */
final class GrpcPush {
  private static final String TRANSPORT = "grpc";
  private static final byte[] RESPONSE = {};

  private final PushRequests requests;
  private final ReceiverShared shared;
  private final SizeLimit limit;
  private final Duration readTimeout;

  GrpcPush(PushRequests requests, ReceiverShared shared, SizeLimit limit, Duration readTimeout) {
    this.requests = requests;
    this.shared = shared;
    this.limit = limit;
    this.readTimeout = readTimeout;
  }

  HttpResponse serve(ServiceRequestContext ctx, HttpRequest request, MediaType type) {
    GrpcForm form = new GrpcForm(type);
    try {
      ContentEncoding encoding = ContentEncoding.of(request.headers().get("grpc-encoding"));
      String tenant = shared.tenants().resolve(request.headers());
      SizeLimit own = shared.limits().of(tenant, limit);
      HttpExchange.Head head =
          new HttpExchange.Head(
              tenant,
              TRANSPORT,
              ContentEncoding.IDENTITY,
              framed(own),
              readTimeout,
              Timeouts.grpc(request.headers().get("grpc-timeout"), System.nanoTime()));
      HttpExchange.Handler handler =
          (body, wireBytes, context, account) ->
              handle(body, encoding, own, wireBytes, context, account);
      return HttpExchange.run(ctx, request, shared, head, handler, answer -> form(form, answer));
    } catch (AnswerException e) {
      return form.failure(e.answer());
    } catch (BodyException e) {
      return form.failure(e.answer());
    }
  }

  /** The limit of a message with what frames it. */
  private static SizeLimit framed(SizeLimit message) {
    int bytes = Math.min(SizeLimit.MAX_BYTES, message.bytes() + GrpcFrames.HEAD_BYTES);
    return new SizeLimit(bytes, message.setting());
  }

  private CompletionStage<Answer> handle(
      Body frames,
      ContentEncoding encoding,
      SizeLimit own,
      long wireBytes,
      RequestContext context,
      Admission account) {
    Body message = message(frames, encoding, own, context, account);
    return requests.proto(message, wireBytes, context, account);
  }

  private Body message(
      Body frames,
      ContentEncoding encoding,
      SizeLimit own,
      RequestContext context,
      Admission account) {
    try {
      return GrpcFrames.unary(frames, encoding, own, account);
    } catch (AnswerException e) {
      if (e.answer().kind() == Answer.Kind.TOO_LARGE) {
        shared.metrics().tooLarge(context.tenant());
      }
      throw e;
    }
  }

  private static HttpResponse form(GrpcForm form, Answer answer) {
    return PushAnswers.isSuccess(answer)
        ? form.success(RESPONSE)
        : form.failure(PushAnswers.whole(answer));
  }
}
