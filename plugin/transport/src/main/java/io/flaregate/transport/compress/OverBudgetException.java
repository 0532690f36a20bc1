package io.flaregate.transport.compress;

import io.flaregate.spi.consumer.Answer;
import java.io.Serial;

/** There is no room for a body now; there may be later. */
public final class OverBudgetException extends BodyException {
  @Serial private static final long serialVersionUID = 1L;

  /** The message of every such refusal. */
  public static final String MESSAGE =
      "too many bytes of requests are in flight (max_inflight_bytes); try again later";

  public OverBudgetException() {
    super(Answer.unavailable(MESSAGE, Answer.DEFAULT_RETRY_DELAY));
  }
}
