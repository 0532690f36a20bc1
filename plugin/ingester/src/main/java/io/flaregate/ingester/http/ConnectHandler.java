package io.flaregate.ingester.http;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.flaregate.ingester.model.Tenant;
import io.flaregate.ingester.proto.ingester.ProfileTypesRequest;
import io.flaregate.ingester.proto.ingester.SeriesRequest;
import io.flaregate.ingester.proto.push.PushRequest;
import io.flaregate.ingester.proto.types.LabelNamesRequest;
import io.flaregate.ingester.proto.types.LabelValuesRequest;
import io.flaregate.ingester.service.IngesterService;
import io.flaregate.ingester.service.ServiceException;
import io.flaregate.transport.admission.Admission;
import io.flaregate.transport.admission.ByteBudget;
import io.flaregate.transport.compress.Body;
import io.flaregate.transport.compress.ContentEncoding;
import io.flaregate.transport.compress.OverBudgetException;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.http.HttpBodies;
import io.grpc.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The unary methods of {@code ingester.v1.IngesterService} in Connect's unary form: {@code POST
 * /ingester.v1.IngesterService/Series} with a body of JSON or protobuf, plain, gzip or zstd, and
 * the answer in the same form.
 */
final class ConnectHandler implements HttpService {
  private static final MediaType PROTO = MediaType.create("application", "proto");
  private static final Duration BODY_TIMEOUT = Duration.ofSeconds(30);

  /** A method, and an empty message of what it takes. */
  private record Method<Q extends Message>(
      Q prototype, BiFunction<String, Q, CompletableFuture<? extends Message>> call) {}

  private final Map<String, Method<?>> methods;
  private final SizeLimit limit;
  private final ByteBudget budget;
  private final Executor executor;

  ConnectHandler(IngesterService service, SizeLimit limit, ByteBudget budget, Executor executor) {
    this.methods =
        Map.of(
            "Push",
            new Method<>(PushRequest.getDefaultInstance(), service::push),
            "ProfileTypes",
            blocking(ProfileTypesRequest.getDefaultInstance(), service::profileTypes),
            "Series",
            blocking(SeriesRequest.getDefaultInstance(), service::series),
            "LabelNames",
            blocking(LabelNamesRequest.getDefaultInstance(), service::labelNames),
            "LabelValues",
            blocking(LabelValuesRequest.getDefaultInstance(), service::labelValues));
    this.limit = limit;
    this.budget = budget;
    this.executor = executor;
  }

  private static <Q extends Message> Method<Q> blocking(
      Q prototype, BiFunction<String, Q, ? extends Message> call) {
    return new Method<>(
        prototype,
        (tenant, request) -> CompletableFuture.completedFuture(call.apply(tenant, request)));
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    if (request.method() != HttpMethod.POST) {
      return ConnectErrors.response(
          HttpStatus.METHOD_NOT_ALLOWED, Status.Code.UNIMPLEMENTED, "only POST is allowed here");
    }
    Method<?> method = methods.get(String.valueOf(ctx.pathParam("method")));
    if (method == null) {
      return ConnectErrors.of(
          new ServiceException(
              Status.Code.UNIMPLEMENTED,
              "no unary method "
                  + ctx.pathParam("method")
                  + "; MergeProfilesPprof is to be had over gRPC, and as GET /api/merge"));
    }
    MediaType type = request.contentType();
    boolean json = HttpBodies.isJson(type);
    if (!json && (type == null || !type.belongsTo(PROTO))) {
      return ConnectErrors.response(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          Status.Code.UNIMPLEMENTED,
          "content type " + type + " is not application/json or application/proto");
    }
    Admission admission = budget.open(0);
    if (admission == null) {
      return ConnectErrors.of(new OverBudgetException());
    }
    CompletionStage<HttpResponse> response =
        HttpBodies.collect(ctx, request, limit, admission, BODY_TIMEOUT)
            .thenComposeAsync(
                body -> answer(request, method, json, body::decode, admission), executor)
            .exceptionally(ConnectErrors::of)
            .whenComplete((done, failure) -> admission.close());
    return HttpResponse.of(response);
  }

  /** Decompresses a body that has come. */
  private interface Decoding {
    Body decode(ContentEncoding encoding, SizeLimit limit, Admission account) throws IOException;
  }

  private <Q extends Message> CompletionStage<HttpResponse> answer(
      HttpRequest request, Method<Q> method, boolean json, Decoding decoding, Admission account) {
    try {
      String tenant = Tenant.of(request.headers().get(Tenant.HEADER));
      ContentEncoding encoding =
          ContentEncoding.of(request.headers().get(HttpHeaderNames.CONTENT_ENCODING));
      Body body = decoding.decode(encoding, limit, account);
      Q message = parse(method.prototype(), body, json);
      return method.call().apply(tenant, message).thenApply(answer -> response(answer, json));
    } catch (IOException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @SuppressWarnings("unchecked") // a builder builds what its prototype is
  private static <Q extends Message> Q parse(Q prototype, Body body, boolean json)
      throws InvalidProtocolBufferException {
    Message.Builder builder = prototype.newBuilderForType();
    if (json) {
      String text = new String(body.array(), 0, body.length(), StandardCharsets.UTF_8);
      JsonFormat.parser().ignoringUnknownFields().merge(text, builder);
    } else {
      builder.mergeFrom(body.array(), 0, body.length());
    }
    return (Q) builder.build();
  }

  private static HttpResponse response(@Nullable Message answer, boolean json) {
    if (answer == null) {
      throw new IllegalStateException("a method answered nothing");
    }
    if (!json) {
      return HttpResponse.of(HttpStatus.OK, PROTO, HttpData.wrap(answer.toByteArray()));
    }
    try {
      String text = JsonFormat.printer().omittingInsignificantWhitespace().print(answer);
      return HttpResponse.of(HttpStatus.OK, MediaType.JSON, HttpData.ofUtf8(text));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("an answer cannot be written as JSON", e);
    }
  }
}
