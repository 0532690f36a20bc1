package io.flaregate.phlare.receiver;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.flaregate.otlp.OtlpHttpService;
import io.flaregate.phlare.receiver.push.PushService;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.transport.answer.ConnectAnswers;
import io.flaregate.transport.receiver.ReceiverShared;
import io.flaregate.transport.rpc.GrpcForm;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Finds the door that a request is for by its path, exactly as it was sent. */
final class Doors implements HttpService {
  private final ReceiverShared shared;
  private final Map<String, HttpService> doors;

  Doors(ReceiverShared shared, Map<String, HttpService> doors) {
    this.shared = shared;
    this.doors = Map.copyOf(doors);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    String rawPath = ctx.rawPath();
    int query = rawPath.indexOf('?');
    HttpService door = doors.get(query < 0 ? rawPath : rawPath.substring(0, query));
    // The OTLP door counts its own requests.
    if (!(door instanceof OtlpHttpService)) {
      CompletableFuture<Void> unused = ctx.log().whenComplete().thenAccept(this::count);
    }
    return door == null ? notFound(request) : serve(door, ctx, request);
  }

  /** Calls of gRPC are counted by their own status: to HTTP each of them is a success. */
  private void count(RequestLog log) {
    String status = log.responseTrailers().get(GrpcForm.STATUS);
    if (status == null) {
      shared.metrics().answered("http", log.responseStatus().codeAsText());
    } else {
      shared.metrics().answered("grpc", GrpcForm.codeName(status));
    }
  }

  /** A bug must not show as the page of a library. */
  private HttpResponse serve(HttpService door, ServiceRequestContext ctx, HttpRequest request) {
    try {
      return door.serve(ctx, request);
    } catch (Exception | LinkageError e) {
      shared.logger().log(System.Logger.Level.ERROR, "a request failed", e);
      return ConnectAnswers.of(
          Answer.refused(Answer.Kind.INTERNAL, "internal error; see the gateway's log"));
    }
  }

  private HttpResponse notFound(HttpRequest request) {
    String message =
        "there is nothing at this path; profiles go to "
            + PushService.PATH
            + ", /ingest or "
            + OtlpHttpService.PATH;
    Answer answer = Answer.refused(Answer.Kind.UNSUPPORTED, message);
    MediaType type = request.contentType();
    return type != null && GrpcForm.isGrpc(type)
        ? new GrpcForm(type).failure(answer)
        : ConnectAnswers.of(
            answer, com.linecorp.armeria.common.ResponseHeaders.builder(HttpStatus.NOT_FOUND));
  }
}
