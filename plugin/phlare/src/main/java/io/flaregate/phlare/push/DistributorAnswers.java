package io.flaregate.phlare.push;

import io.flaregate.ring.ReplicaAnswer;
import io.flaregate.transport.answer.RetryAfter;
import java.time.Duration;
import java.time.Instant;

/**
 * Sorts the HTTP answers of a remote distributor into families.
 *
 * <p>Only what a distributor itself says of the data is final: 400 with the body of a Connect
 * error, and 413. Answers that speak of the way there (401, 403, 404, 415, 501, a proxy's 400) mean
 * that an operator has to act; until then the data must not be thrown away, so they may be tried
 * again.
 */
final class DistributorAnswers {
  /** What 429 means without Retry-After. */
  static final Duration LIMITED_DELAY = Duration.ofSeconds(30);

  /** What anything else that may pass means without Retry-After: not said. */
  private static final Duration NOT_SAID = Duration.ZERO;

  private DistributorAnswers() {}

  static PushAnswer of(String endpoint, int status, byte[] body, String retryAfter, Instant now) {
    if (status >= 200 && status < 300) {
      return PushAnswer.stored();
    }
    String word = Integer.toString(status);
    ConnectError error = ConnectError.parse(body);
    String said = error.message().isBlank() ? "" : ": " + error.message();
    String message = endpoint + " answered " + status + said;
    if (status == 413 || (status == 400 && !error.code().isEmpty())) {
      return new PushAnswer(ReplicaAnswer.REJECTED, word, message, Duration.ZERO).ofSeries();
    }
    if (status == 429) {
      Duration delay = RetryAfter.parse(retryAfter, now, LIMITED_DELAY);
      return new PushAnswer(ReplicaAnswer.LIMITED, word, message, delay);
    }
    Duration delay = RetryAfter.parse(retryAfter, now, NOT_SAID);
    return new PushAnswer(ReplicaAnswer.FAILED, word, message, delay);
  }
}
