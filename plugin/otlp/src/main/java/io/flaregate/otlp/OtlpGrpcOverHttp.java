package io.flaregate.otlp;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.flaregate.otlp.config.DevelopmentVersion;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.transport.answer.HttpAnswers;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.receiver.GrpcExchange;
import io.flaregate.transport.receiver.HttpExchange;
import io.flaregate.transport.receiver.ReceiverShared;
import io.flaregate.transport.rpc.GrpcForm;
import io.flaregate.transport.tenant.Tenancy;
import java.time.Duration;

/**
 * OTLP over gRPC and gRPC-web on a server of HTTP that has other services as well: Pyroscope's
 * distributor has it so on its one port.
 */
public final class OtlpGrpcOverHttp implements HttpService, GrpcExchange.Service {
  /** Where profiles go. */
  public static final String PATH = "/" + OtlpGrpcService.exportMethod();

  /** Where they went before; who calls that is told to upgrade. */
  public static final String OLD_PATH = "/" + OtlpGrpcService.OLD_METHOD;

  private final OtlpRequests requests;
  private final ReceiverShared shared;
  private final GrpcExchange exchange;

  OtlpGrpcOverHttp(
      OtlpRequests requests, ReceiverShared shared, SizeLimit limit, Duration readTimeout) {
    this.requests = requests;
    this.shared = shared;
    exchange = new GrpcExchange(shared, limit, readTimeout, this);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    MediaType type = request.contentType();
    if (type == null || !GrpcForm.isGrpc(type)) {
      return HttpAnswers.of(
          Answer.refused(
              Answer.Kind.UNSUPPORTED,
              "this is a method of gRPC; without it profiles go to " + OtlpHttpService.PATH),
          type != null && type.isJson());
    }
    if (request.method() != HttpMethod.POST) {
      return HttpAnswers.methodNotAllowed(HttpMethod.POST.name(), false);
    }
    if (ctx.path().equals(OLD_PATH)) {
      return new GrpcForm(type)
          .failure(Answer.refused(Answer.Kind.UNSUPPORTED, OtlpGrpcService.OLD_PROTOCOL));
    }
    return exchange.serve(ctx, request, type);
  }

  @Override
  public HttpExchange.Handler handler(HttpRequest request) {
    OtlpRequests.checkVersion(request.headers().getAll(DevelopmentVersion.NAME));
    Tenancy tenancy = shared.tenants().tenancy(request.headers());
    return (message, wireBytes, context, account) ->
        requests.handle(message.array(), message.length(), wireBytes, tenancy, context, account);
  }

  @Override
  public String tenant(HttpRequest request) {
    return shared.tenants().tenancy(request.headers()).tenant();
  }

  @Override
  public HttpResponse respond(GrpcForm form, Answer answer) {
    return OtlpResponses.isSuccess(answer)
        ? form.success(OtlpResponses.success(answer))
        : form.failure(answer);
  }
}
