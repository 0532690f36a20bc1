package io.flaregate.ingester.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import io.flaregate.ingester.service.Failures;
import io.flaregate.ingester.service.ServiceException;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.transport.compress.BodyException;
import io.grpc.Status;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/** Failures as Connect tells them: a status and {@code {"code", "message"}} as JSON. */
final class ConnectErrors {
  private ConnectErrors() {}

  static HttpResponse of(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof BodyException body) {
      return body(body.answer());
    }
    if (cause instanceof TimeoutException) {
      return response(
          HttpStatus.REQUEST_TIMEOUT,
          Status.Code.DEADLINE_EXCEEDED,
          "the request's body did not come in time");
    }
    ServiceException told = Failures.of(cause);
    return response(status(told.code()), told.code(), told.text());
  }

  private static HttpResponse body(Answer answer) {
    return switch (answer.kind()) {
      case TOO_LARGE ->
          response(
              HttpStatus.REQUEST_ENTITY_TOO_LARGE,
              Status.Code.RESOURCE_EXHAUSTED,
              answer.message());
      case UNAVAILABLE ->
          response(HttpStatus.SERVICE_UNAVAILABLE, Status.Code.UNAVAILABLE, answer.message());
      case UNSUPPORTED ->
          response(HttpStatus.UNSUPPORTED_MEDIA_TYPE, Status.Code.UNIMPLEMENTED, answer.message());
      default -> response(HttpStatus.BAD_REQUEST, Status.Code.INVALID_ARGUMENT, answer.message());
    };
  }

  static HttpResponse response(HttpStatus status, Status.Code code, String message) {
    Map<String, String> error =
        Map.of("code", code.name().toLowerCase(Locale.ROOT), "message", message);
    ResponseHeadersBuilder headers = ResponseHeaders.builder(status).contentType(MediaType.JSON);
    if (status.equals(HttpStatus.METHOD_NOT_ALLOWED)) {
      headers.set(HttpHeaderNames.ALLOW, "POST");
    }
    return HttpResponse.of(headers.build(), HttpData.wrap(Json.bytes(error)));
  }

  /** The Connect protocol's table of codes. */
  static HttpStatus status(Status.Code code) {
    return switch (code) {
      case OK -> HttpStatus.OK;
      case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> HttpStatus.BAD_REQUEST;
      case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED;
      case PERMISSION_DENIED -> HttpStatus.FORBIDDEN;
      case NOT_FOUND -> HttpStatus.NOT_FOUND;
      case ALREADY_EXISTS, ABORTED -> HttpStatus.CONFLICT;
      case RESOURCE_EXHAUSTED -> HttpStatus.TOO_MANY_REQUESTS;
      case CANCELLED -> HttpStatus.CLIENT_CLOSED_REQUEST;
      case UNIMPLEMENTED -> HttpStatus.NOT_IMPLEMENTED;
      case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
      case DEADLINE_EXCEEDED -> HttpStatus.GATEWAY_TIMEOUT;
      case UNKNOWN, INTERNAL, DATA_LOSS -> HttpStatus.INTERNAL_SERVER_ERROR;
    };
  }
}
