package io.flaregate.otlp.exporter;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.consumer.Reason;
import java.time.Duration;

/**
 * What became of one attempt.
 *
 * @param kind the family of the answer
 * @param reason why, unless all is stored
 * @param message what the server said, with its name; empty if there is nothing to say
 * @param delay how long the server asks to wait; zero if it does not
 * @param rejectedProfiles of a partial success, how many profiles the server has rejected
 */
record SendAnswer(Kind kind, Reason reason, String message, Duration delay, long rejectedProfiles) {

  /** What follows from an answer. */
  enum Kind {
    /** The server has the request, perhaps without some profiles. */
    ACCEPTED,
    /** The request is refused for good. */
    REFUSED,
    /** The tenant is over a limit: may be sent again. */
    LIMITED,
    /** May be sent again. */
    FAILED
  }

  SendAnswer {
    requireNonNull(kind, "kind is null");
    requireNonNull(reason, "reason is null");
    requireNonNull(message, "message is null");
    requireNonNull(delay, "delay is null");
  }

  static SendAnswer accepted(long rejectedProfiles, String message) {
    return new SendAnswer(
        Kind.ACCEPTED, Reason.REFUSED_BY_SERVER, message, Duration.ZERO, rejectedProfiles);
  }

  static SendAnswer refused(String message) {
    return new SendAnswer(Kind.REFUSED, Reason.REFUSED_BY_SERVER, message, Duration.ZERO, 0);
  }

  static SendAnswer limited(String message, Duration delay) {
    return new SendAnswer(Kind.LIMITED, Reason.RATE_LIMITED, message, delay, 0);
  }

  static SendAnswer failed(Reason reason, String message, Duration delay) {
    return new SendAnswer(Kind.FAILED, reason, message, delay, 0);
  }

  /** Whether the request may be sent again. */
  boolean isRetryable() {
    return kind == Kind.LIMITED || kind == Kind.FAILED;
  }
}
