package io.flaregate.transport.answer;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.BadRequest;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import io.flaregate.spi.consumer.Answer;
import java.time.Duration;

/** Answers as HTTP statuses with {@code google.rpc.Status} bodies. */
public final class HttpAnswers {
  /** The type of protobuf bodies, in requests and responses. */
  public static final MediaType PROTOBUF = MediaType.create("application", "x-protobuf");

  private static final JsonFormat.Printer JSON =
      JsonFormat.printer()
          .omittingInsignificantWhitespace()
          .usingTypeRegistry(
              JsonFormat.TypeRegistry.newBuilder()
                  .add(RetryInfo.getDescriptor())
                  .add(BadRequest.getDescriptor())
                  .build());

  private HttpAnswers() {}

  /** HTTP's status for a kind of answer. */
  public static HttpStatus status(Answer.Kind kind) {
    return switch (kind) {
      case OK, PARTIAL -> HttpStatus.OK;
      case INVALID, UNDECODABLE -> HttpStatus.BAD_REQUEST;
      case LIMITED -> HttpStatus.TOO_MANY_REQUESTS;
      case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
      case DEADLINE -> HttpStatus.GATEWAY_TIMEOUT;
      case TOO_LARGE -> HttpStatus.REQUEST_ENTITY_TOO_LARGE;
      case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED;
      case FORBIDDEN -> HttpStatus.FORBIDDEN;
      case UNSUPPORTED -> HttpStatus.UNSUPPORTED_MEDIA_TYPE;
      case INTERNAL -> HttpStatus.INTERNAL_SERVER_ERROR;
    };
  }

  /**
   * The response to a request that did not succeed.
   *
   * @param json whether the request was JSON; then the body is as well
   */
  public static HttpResponse of(Answer answer, boolean json) {
    return of(answer, status(answer.kind()), json);
  }

  /** The response under a status that the kinds of answer do not know, such as 404. */
  public static HttpResponse of(Answer answer, HttpStatus status, boolean json) {
    ResponseHeadersBuilder headers = headers(status, json);
    retryAfter(answer, headers);
    return HttpResponse.of(headers.build(), body(StatusDetails.of(answer), json));
  }

  /** Sets {@code Retry-After} if the answer says when to try again. */
  public static void retryAfter(Answer answer, ResponseHeadersBuilder headers) {
    if (StatusDetails.isRetryable(answer)) {
      headers.set(HttpHeaderNames.RETRY_AFTER, Long.toString(wholeSeconds(answer.retryDelay())));
    }
  }

  /** The response 405, which says what is allowed. */
  public static HttpResponse methodNotAllowed(String allowed, boolean json) {
    Answer answer =
        Answer.refused(Answer.Kind.UNSUPPORTED, "method is not allowed here; " + allowed + " is");
    ResponseHeaders headers =
        headers(HttpStatus.METHOD_NOT_ALLOWED, json).set(HttpHeaderNames.ALLOW, allowed).build();
    return HttpResponse.of(headers, body(StatusDetails.of(answer), json));
  }

  /** A delay in whole seconds, rounded up, at least one: what {@code Retry-After} can say. */
  static long wholeSeconds(Duration delay) {
    long seconds = delay.getNano() > 0 ? delay.getSeconds() + 1 : delay.getSeconds();
    return Math.max(1, seconds);
  }

  private static ResponseHeadersBuilder headers(HttpStatus status, boolean json) {
    return ResponseHeaders.builder(status).contentType(json ? MediaType.JSON : PROTOBUF);
  }

  private static HttpData body(Status status, boolean json) {
    if (!json) {
      return HttpData.wrap(status.toByteArray());
    }
    try {
      return HttpData.ofUtf8(JSON.print(status));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a status holds a detail of an unknown type", e);
    }
  }
}
