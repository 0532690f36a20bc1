package io.flaregate.otlp;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.transport.admission.Admission;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.answer.HttpAnswers;
import io.flaregate.transport.compress.BodyException;
import io.flaregate.transport.compress.ContentEncoding;
import io.flaregate.transport.compress.OverBudgetException;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.http.HttpBodies;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** OTLP over HTTP: {@code POST /v1development/profiles} with protobuf or JSON. */
final class OtlpHttpService implements HttpService {
  static final String PATH = "/v1development/profiles";
  static final String TRANSPORT = "http";

  private static final String OLD_PATH = "/v1experimental/profiles";
  private static final long FIRST_BYTES = 16 * 1024;

  private final OtlpRequests requests;
  private final Shared shared;
  private final SizeLimit limit;
  private final Duration readTimeout;

  OtlpHttpService(OtlpRequests requests, Shared shared, SizeLimit limit, Duration readTimeout) {
    this.requests = requests;
    this.shared = shared;
    this.limit = limit;
    this.readTimeout = readTimeout;
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
    List<String> encodings = request.headers().getAll(HttpHeaderNames.CONTENT_ENCODING);
    ContentEncoding encoding = ContentEncoding.of(String.join(", ", encodings));
    String tenant = shared.tenants().resolve(request.headers());
    Admission admission = shared.budget().open(FIRST_BYTES);
    if (admission == null) {
      throw new OverBudgetException();
    }
    HttpExchange exchange =
        new HttpExchange(requests, shared, tenant, format, encoding, limit, admission);
    return exchange.run(ctx, request, readTimeout);
  }
}
