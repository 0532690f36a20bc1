package io.flaregate.otlp;

import com.linecorp.armeria.common.MediaType;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.answer.HttpAnswers;
import io.flaregate.transport.answer.Texts;
import io.flaregate.transport.http.HttpBodies;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The forms that a request over HTTP may have; its answer has the same. */
enum BodyFormat {
  /** {@code application/x-protobuf}. */
  PROTOBUF,
  /** {@code application/json} in UTF-8. */
  JSON;

  private static final int MAX_SHOWN_BYTES = 128;

  /**
   * The form that a request says it has.
   *
   * @param type its content type, as far as it could be parsed
   * @param header the same as it was sent, for the message
   * @throws AnswerException if it is none of these
   */
  static BodyFormat of(@Nullable MediaType type, @Nullable String header) {
    if (HttpBodies.isJson(type) && isUtf8(type)) {
      return JSON;
    }
    if (type != null && type.belongsTo(HttpAnswers.PROTOBUF)) {
      return PROTOBUF;
    }
    String shown = header == null ? "" : Texts.bounded(header, MAX_SHOWN_BYTES);
    throw new AnswerException(
        Answer.refused(
            Answer.Kind.UNSUPPORTED,
            "content type \""
                + shown
                + "\" is not supported; application/x-protobuf and application/json (UTF-8) are"));
  }

  private static boolean isUtf8(@Nullable MediaType type) {
    Charset charset = type == null ? null : type.charset();
    return charset == null || charset.equals(StandardCharsets.UTF_8);
  }

  boolean isJson() {
    return this == JSON;
  }
}
