package io.flaregate.transport.auth;

import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.extension.AuthenticationException;

/** What senders are told who are not let in. */
final class AuthAnswers {
  private AuthAnswers() {}

  static Answer of(AuthenticationException e) {
    String message = String.valueOf(e.getMessage());
    return e.isRetryable()
        ? Answer.unavailable(message, Answer.DEFAULT_RETRY_DELAY)
        : Answer.refused(Answer.Kind.UNAUTHENTICATED, message);
  }
}
