package io.flaregate.transport.rpc;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.transport.answer.ConnectAnswers;
import io.flaregate.transport.answer.HttpAnswers;
import io.flaregate.transport.answer.Texts;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers to requests that are refused before anybody knows which service they are for, in the
 * words of the protocol that they speak.
 */
public final class Refusals {
  // Connect's methods are at /package.Service/Method; OTLP has JSON as well, but no such paths.
  private static final Pattern METHOD = Pattern.compile("/[\\w.]+\\.[A-Z]\\w*/[A-Z]\\w*");
  private static final MediaType CONNECT = MediaType.create("application", "proto");

  private static final int MAX_MESSAGE_BYTES = 1024;

  private Refusals() {}

  /** The response to a request that is not let in. */
  public static HttpResponse of(Answer answer, HttpRequest request) {
    MediaType type = request.contentType();
    if (type != null && GrpcForm.isGrpc(type)) {
      return new GrpcForm(type).failure(answer);
    }
    if (isConnect(request, type)) {
      return ConnectAnswers.of(answer);
    }
    boolean json = type != null && type.isJson();
    return type == null || json || type.belongsTo(HttpAnswers.PROTOBUF)
        ? HttpAnswers.of(answer, json)
        : text(answer);
  }

  /** Whoever sends neither protobuf nor JSON is shown to people if at all. */
  private static HttpResponse text(Answer answer) {
    ResponseHeadersBuilder headers = ResponseHeaders.builder(HttpAnswers.status(answer.kind()));
    HttpAnswers.retryAfter(answer, headers);
    headers.contentType(MediaType.PLAIN_TEXT_UTF_8);
    String message = Texts.bounded(answer.message(), MAX_MESSAGE_BYTES) + "\n";
    return HttpResponse.of(headers.build(), HttpData.ofUtf8(message));
  }

  private static boolean isConnect(HttpRequest request, @Nullable MediaType type) {
    return (type != null && type.belongsTo(CONNECT))
        || request.headers().contains("connect-protocol-version")
        || METHOD.matcher(request.path()).matches();
  }
}
