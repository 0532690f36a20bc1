package io.flaregate.transport.compress;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.consumer.Answer;
import java.io.IOException;
import java.io.Serial;

/** A body cannot be read; {@link #answer} is what to tell its sender. */
public abstract sealed class BodyException extends IOException
    permits TooLargeException,
        BadEncodingException,
        UnsupportedEncodingException,
        OverBudgetException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient Answer answer;

  BodyException(Answer answer) {
    super(answer.message());
    this.answer = requireNonNull(answer, "answer is null");
  }

  /** Without a stack trace: senders cause this at will. */
  @Override
  public final synchronized Throwable fillInStackTrace() {
    return this;
  }

  /** What to tell the sender. */
  public Answer answer() {
    return answer;
  }
}
