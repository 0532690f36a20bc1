package io.flaregate.transport.answer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Any;
import com.google.rpc.Status;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import io.flaregate.spi.consumer.Answer;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Base64;

/**
 * Answers other than success as Connect gives them to unary calls: an HTTP status and a JSON object
 * with code, message and details (<a
 * href="https://connectrpc.com/docs/protocol#error-end-stream">protocol</a>).
 */
public final class ConnectAnswers {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Base64.Encoder BASE64 = Base64.getEncoder().withoutPadding();

  private ConnectAnswers() {}

  /** Connect's name for a kind of answer. */
  public static String code(Answer.Kind kind) {
    return switch (kind) {
      case OK, PARTIAL -> "";
      case INVALID, UNDECODABLE -> "invalid_argument";
      case LIMITED, TOO_LARGE -> "resource_exhausted";
      case UNAVAILABLE -> "unavailable";
      case DEADLINE -> "deadline_exceeded";
      case UNAUTHENTICATED -> "unauthenticated";
      case FORBIDDEN -> "permission_denied";
      case UNSUPPORTED -> "unimplemented";
      case INTERNAL -> "internal";
    };
  }

  /** The HTTP status of a kind of answer: that of its code, but 413 for what is too large. */
  public static HttpStatus status(Answer.Kind kind) {
    return kind == Answer.Kind.UNSUPPORTED ? HttpStatus.NOT_IMPLEMENTED : HttpAnswers.status(kind);
  }

  /** The response to a call that did not succeed. */
  public static HttpResponse of(Answer answer) {
    return of(answer, ResponseHeaders.builder(status(answer.kind())));
  }

  /** The response with headers, and a status, that the kinds of answer do not know. */
  public static HttpResponse of(Answer answer, ResponseHeadersBuilder headers) {
    headers.contentType(MediaType.JSON);
    HttpAnswers.retryAfter(answer, headers);
    return HttpResponse.of(headers.build(), HttpData.ofUtf8(json(answer)));
  }

  private static String json(Answer answer) {
    Status status = StatusDetails.of(answer);
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartObject();
      out.writeStringField("code", code(answer.kind()));
      out.writeStringField("message", status.getMessage());
      if (status.getDetailsCount() > 0) {
        out.writeArrayFieldStart("details");
        for (Any detail : status.getDetailsList()) {
          String url = detail.getTypeUrl();
          out.writeStartObject();
          out.writeStringField("type", url.substring(url.lastIndexOf('/') + 1));
          out.writeStringField("value", BASE64.encodeToString(detail.getValue().toByteArray()));
          out.writeEndObject();
        }
        out.writeEndArray();
      }
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
