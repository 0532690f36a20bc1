package io.flaregate.phlare.receiver.push;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.transport.receiver.GrpcExchange;
import io.flaregate.transport.receiver.HttpExchange;
import io.flaregate.transport.receiver.ReceiverShared;
import io.flaregate.transport.rpc.GrpcForm;

/** Push as a unary call of gRPC or gRPC-web, with messages of protobuf. */
final class GrpcPush implements GrpcExchange.Service {
  private static final byte[] RESPONSE = {};

  private final PushRequests requests;
  private final ReceiverShared shared;

  GrpcPush(PushRequests requests, ReceiverShared shared) {
    this.requests = requests;
    this.shared = shared;
  }

  @Override
  public HttpExchange.Handler handler(HttpRequest request) {
    return requests::proto;
  }

  @Override
  public String tenant(HttpRequest request) {
    return shared.tenants().resolve(request.headers());
  }

  @Override
  public HttpResponse respond(GrpcForm form, Answer answer) {
    return PushAnswers.isSuccess(answer)
        ? form.success(RESPONSE)
        : form.failure(PushAnswers.whole(answer));
  }
}
