package io.flaregate.phlare.receiver.ingest;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.transport.answer.ConnectAnswers;
import io.flaregate.transport.answer.HttpAnswers;
import io.flaregate.transport.answer.Texts;
import io.flaregate.transport.receiver.HttpExchange;

/** Answers of {@code /ingest}: a line of text, or JSON with a code if the sender accepts that. */
final class IngestForm implements HttpExchange.Form {
  private static final int MAX_MESSAGE_BYTES = 4096;

  private final boolean json;

  IngestForm(HttpRequest request) {
    json = request.headers().get(HttpHeaderNames.ACCEPT, "").contains("application/json");
  }

  @Override
  public HttpResponse of(Answer answer) {
    return switch (answer.kind()) {
      case OK -> HttpResponse.of(HttpStatus.OK);
      // What was stored must not be sent again for the sake of what can never be.
      case PARTIAL ->
          answer.rejectedProfiles() == 0
              ? HttpResponse.of(HttpStatus.OK)
              : failure(answer, HttpStatus.BAD_REQUEST);
      default -> failure(answer, HttpAnswers.status(answer.kind()));
    };
  }

  @Override
  public HttpResponse late(Answer answer) {
    return failure(answer, HttpStatus.REQUEST_TIMEOUT);
  }

  /** The response to a method that is not allowed. */
  HttpResponse methodNotAllowed() {
    Answer answer = Answer.refused(Answer.Kind.UNSUPPORTED, "method is not allowed here; POST is");
    return failure(
        answer,
        ResponseHeaders.builder(HttpStatus.METHOD_NOT_ALLOWED).set(HttpHeaderNames.ALLOW, "POST"));
  }

  private HttpResponse failure(Answer answer, HttpStatus status) {
    return failure(answer, ResponseHeaders.builder(status));
  }

  private HttpResponse failure(Answer answer, ResponseHeadersBuilder headers) {
    if (json) {
      return ConnectAnswers.of(answer, headers);
    }
    HttpAnswers.retryAfter(answer, headers);
    headers.contentType(MediaType.PLAIN_TEXT_UTF_8);
    String text = Texts.bounded(answer.message(), MAX_MESSAGE_BYTES) + "\n";
    return HttpResponse.of(headers.build(), HttpData.ofUtf8(text));
  }
}
