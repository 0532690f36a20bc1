package io.flaregate.otlp;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.flaregate.otlp.config.DevelopmentVersion;
import io.flaregate.otlp.config.LegacyLayouts;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.consumer.ProfilesConsumer;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.transport.admission.Admission;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.answer.HttpAnswers;
import io.flaregate.transport.compress.Body;
import io.flaregate.transport.compress.BodyException;
import io.flaregate.transport.compress.ContentEncoding;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.http.HttpBodies;
import io.flaregate.transport.receiver.HttpExchange;
import io.flaregate.transport.receiver.ReceiverShared;
import io.flaregate.transport.tenant.Tenancy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** OTLP over HTTP: {@code POST /v1development/profiles} with protobuf or JSON. */
public final class OtlpHttpService implements HttpService {
  /** Where profiles go. */
  public static final String PATH = "/v1development/profiles";

  /** Where they went before; who sends there is told to upgrade. */
  public static final String OLD_PATH = "/v1experimental/profiles";

  static final String TRANSPORT = "http";

  private static final HttpExchange.Form PROTOBUF = new OtlpForm(false);
  private static final HttpExchange.Form JSON = new OtlpForm(true);

  private final OtlpRequests requests;
  private final ReceiverShared shared;
  private final SizeLimit limit;
  private final Duration readTimeout;

  OtlpHttpService(
      OtlpRequests requests, ReceiverShared shared, SizeLimit limit, Duration readTimeout) {
    this.requests = requests;
    this.shared = shared;
    this.limit = limit;
    this.readTimeout = readTimeout;
  }

  /**
   * A service for a server that has other services as well.
   *
   * @param limit how large a request may be; takes no more than a quarter of the budget
   * @param readTimeout how long a body may take; zero: no end
   * @param legacy what happens to requests of the layout before OTLP 1.10
   */
  public static OtlpHttpService of(
      ProfilesConsumer next,
      ReceiverShared shared,
      SizeLimit limit,
      Duration readTimeout,
      LegacyLayouts legacy) {
    return new OtlpHttpService(new OtlpRequests(next, shared, legacy), shared, limit, readTimeout);
  }

  /** The same for calls of gRPC, on a server that serves both. */
  public OtlpGrpcOverHttp grpc() {
    return new OtlpGrpcOverHttp(requests, shared, limit, readTimeout);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    CompletableFuture<Void> unused =
        ctx.log()
            .whenComplete()
            .thenAccept(
                log -> shared.metrics().answered(TRANSPORT, log.responseStatus().codeAsText()));
    boolean json = HttpBodies.isJson(request.contentType());
    if (!isPath(ctx.rawPath(), PATH)) {
      return notFound(ctx.rawPath(), json);
    }
    if (request.method() != HttpMethod.POST) {
      return HttpAnswers.methodNotAllowed(HttpMethod.POST.name(), json);
    }
    try {
      return post(ctx, request);
    } catch (AnswerException e) {
      return HttpAnswers.of(e.answer(), json);
    } catch (BodyException e) {
      return HttpAnswers.of(e.answer(), json);
    }
  }

  private static boolean isPath(String rawPath, String path) {
    return rawPath.equals(path) || rawPath.startsWith(path + "?");
  }

  private static HttpResponse notFound(String rawPath, boolean json) {
    String message =
        isPath(rawPath, OLD_PATH)
            ? OtlpGrpcService.OLD_PROTOCOL
            : "there is nothing at this path; profiles go to " + PATH;
    return HttpAnswers.of(
        Answer.refused(Answer.Kind.UNSUPPORTED, message), HttpStatus.NOT_FOUND, json);
  }

  /** Everything that the headers tell is checked before the body is asked for. */
  private HttpResponse post(ServiceRequestContext ctx, HttpRequest request) throws BodyException {
    BodyFormat format =
        BodyFormat.of(request.contentType(), request.headers().get(HttpHeaderNames.CONTENT_TYPE));
    OtlpRequests.checkVersion(request.headers().getAll(DevelopmentVersion.NAME));
    List<String> encodings = request.headers().getAll(HttpHeaderNames.CONTENT_ENCODING);
    ContentEncoding encoding = ContentEncoding.of(String.join(", ", encodings));
    Tenancy tenancy = shared.tenants().tenancy(request.headers());
    String tenant = tenancy.tenant();
    HttpExchange.Head head =
        new HttpExchange.Head(
            tenant,
            TRANSPORT,
            encoding,
            shared.limits().of(tenant, limit),
            readTimeout,
            RequestContext.NO_DEADLINE);
    HttpExchange.Handler handler =
        (body, wireBytes, context, account) -> {
          Body message = format.isJson() ? toProtobuf(body, tenant, account) : body;
          return requests.handle(
              message.array(), message.length(), wireBytes, tenancy, context, account);
        };
    return HttpExchange.run(ctx, request, shared, head, handler, format.isJson() ? JSON : PROTOBUF);
  }

  private Body toProtobuf(Body json, String tenant, Admission account) {
    Body body = shared.decoding(tenant, () -> JsonBodies.toProtobuf(json, account));
    account.shrinkTo(body.array().length);
    return body;
  }

  /** Answers as the request was written. */
  private record OtlpForm(boolean json) implements HttpExchange.Form {
    @Override
    public HttpResponse of(Answer answer) {
      if (!OtlpResponses.isSuccess(answer)) {
        return HttpAnswers.of(answer, json);
      }
      return json
          ? HttpResponse.of(
              HttpStatus.OK, MediaType.JSON, HttpData.ofUtf8(OtlpResponses.successJson(answer)))
          : HttpResponse.of(
              HttpStatus.OK, HttpAnswers.PROTOBUF, HttpData.wrap(OtlpResponses.success(answer)));
    }

    @Override
    public HttpResponse late(Answer answer) {
      return HttpAnswers.of(answer, HttpStatus.REQUEST_TIMEOUT, json);
    }
  }
}
