package io.flaregate.spi.consumer;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/**
 * What a sender is told, before it is put into the words of its protocol.
 *
 * <p>{@link #of} is the only place that turns outcomes into an answer. It follows OTLP (partial
 * success, retryable codes; opentelemetry-proto docs/specification.md) and one rule above all: a
 * batch of which anything failed for a passing reason is answered as such, since duplicates are
 * harmless to the store and losses are not.
 *
 * @param kind the answer
 * @param rejectedProfiles how many profiles were refused for good, of a partial success
 * @param message for a person; empty if there is nothing to say
 * @param details what each refused profile was refused for
 * @param retryDelay how long to wait before the next try; zero: not said
 */
public record Answer(
    Kind kind, int rejectedProfiles, String message, List<Detail> details, Duration retryDelay) {

  /** What a sender is told while the cause gives no better figure. */
  public static final Duration DEFAULT_RETRY_DELAY = Duration.ofSeconds(1);

  /** The kinds of answer; each protocol has a status for each. */
  public enum Kind {
    /** Everything is stored. */
    OK,
    /** Stored; {@code rejectedProfiles} (may be 0, then the message warns) were not. */
    PARTIAL,
    /** Nothing is stored, and never will be. */
    INVALID,
    /** Nothing is stored; over a rate limit, may be sent again after the delay. */
    LIMITED,
    /** Something is not stored, and should be sent again after the delay. */
    UNAVAILABLE,
    /** The deadline passed before the outcome was known; should be sent again. */
    DEADLINE,
    /** The request cannot be decoded. */
    UNDECODABLE,
    /** The request is larger than the limit. */
    TOO_LARGE,
    /** No tenant. */
    UNAUTHENTICATED,
    /** Not for this sender. */
    FORBIDDEN,
    /** An encoding, type or method that is not supported. */
    UNSUPPORTED,
    /** A bug of this side. */
    INTERNAL
  }

  public Answer {
    requireNonNull(kind, "kind is null");
    requireNonNull(message, "message is null");
    details = List.copyOf(details);
    requireNonNull(retryDelay, "retryDelay is null");
  }

  /** An answer to a whole request that never became profiles. */
  public static Answer refused(Kind kind, String message) {
    return new Answer(kind, 0, message, List.of(), Duration.ZERO);
  }

  /** An answer to a whole request that may be sent again. */
  public static Answer unavailable(String message, Duration retryDelay) {
    return new Answer(Kind.UNAVAILABLE, 0, message, List.of(), atLeastDefault(retryDelay));
  }

  /** The answer to a request whose profiles fared as the result says. */
  public static Answer of(ConsumeResult result) {
    int rejected = result.count(Outcome.REJECTED);
    int limited = result.count(Outcome.LIMITED);
    int stored = result.count(Outcome.STORED);
    String message = message(result);
    if (result.count(Outcome.TRANSIENT) > 0) {
      return retryable(transientKind(result), message, result);
    }
    if (limited > 0 && stored == 0) {
      return retryable(Kind.LIMITED, message, result);
    }
    if (stored == 0 && rejected > 0) {
      Kind kind = isTooLarge(result) ? Kind.TOO_LARGE : Kind.INVALID;
      return new Answer(kind, rejected, message, result.details(), Duration.ZERO);
    }
    boolean silent = rejected + limited == 0 && message.isEmpty();
    Kind kind = silent ? Kind.OK : Kind.PARTIAL;
    return new Answer(kind, rejected + limited, message, result.details(), Duration.ZERO);
  }

  /** Whether all that is wrong is the size of the request. */
  private static boolean isTooLarge(ConsumeResult result) {
    return result.details().stream()
            .allMatch(
                detail ->
                    detail.row() == Detail.WHOLE_REQUEST
                        && detail.reason() == Reason.BODY_SIZE_LIMIT_EXCEEDED)
        && !result.details().isEmpty();
  }

  private static Answer retryable(Kind kind, String message, ConsumeResult result) {
    Duration delay = atLeastDefault(result.retryDelay());
    return new Answer(kind, 0, message, result.details(), delay);
  }

  private static Kind transientKind(ConsumeResult result) {
    boolean internal = false;
    boolean deadline = false;
    for (Detail detail : result.details()) {
      internal |= detail.reason() == Reason.INTERNAL;
      deadline |= detail.reason() == Reason.DEADLINE_EXCEEDED;
    }
    if (internal) {
      return Kind.INTERNAL;
    }
    return deadline ? Kind.DEADLINE : Kind.UNAVAILABLE;
  }

  private static Duration atLeastDefault(Duration delay) {
    return delay.isZero() ? DEFAULT_RETRY_DELAY : delay;
  }

  private static String message(ConsumeResult result) {
    StringBuilder text = new StringBuilder();
    for (Detail detail : result.details()) {
      if (!text.isEmpty()) {
        text.append("; ");
      }
      if (detail.row() != Detail.WHOLE_REQUEST) {
        text.append("profile ").append(detail.row()).append(": ");
      }
      text.append(detail.message()).append(" [").append(detail.reason().label()).append(']');
    }
    if (result.omittedDetails() > 0) {
      text.append("; and ").append(result.omittedDetails()).append(" more");
    }
    return text.toString();
  }
}
