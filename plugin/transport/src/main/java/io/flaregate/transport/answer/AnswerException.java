package io.flaregate.transport.answer;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.consumer.Answer;
import java.io.Serial;

/** Ends a request with an answer other than success. */
public final class AnswerException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient Answer answer;

  public AnswerException(Answer answer) {
    super(answer.kind() + ": " + answer.message(), null, false, false);
    this.answer = requireNonNull(answer, "answer is null");
  }

  /** The answer. */
  public Answer answer() {
    return answer;
  }
}
