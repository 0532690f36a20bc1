package io.flaregate.phlare.push;

import io.flaregate.ring.ReplicaAnswer;
import io.grpc.Status;
import java.time.Duration;
import java.util.Locale;

/**
 * Sorts the gRPC statuses of ingesters into the families of a quorum (distributor.md, section 11).
 */
final class IngesterAnswers {
  /** Ingesters do not say when a tenant's series limit will have room again. */
  static final Duration LIMITED_DELAY = Duration.ofSeconds(30);

  private IngesterAnswers() {}

  /**
   * What a status means.
   *
   * @param said whether the ingester itself answered so, as opposed to this side, which uses the
   *     same codes for connections that break and messages that are too large
   */
  static PushAnswer of(String ingester, Status status, boolean said) {
    PushAnswer answer = of(ingester, status);
    return said && isAboutSeries(status) ? answer.ofSeries() : answer;
  }

  /** Whether what was sent may be the reason, as opposed to the ingester's state. */
  private static boolean isAboutSeries(Status status) {
    return switch (status.getCode()) {
      case OK, UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> false;
      default -> true;
    };
  }

  /** What a status means, whoever said it. */
  static PushAnswer of(String ingester, Status status) {
    String word = status.getCode().name().toLowerCase(Locale.ROOT);
    String description = status.getDescription() == null ? "" : ": " + status.getDescription();
    String message = "ingester " + ingester + " answered " + word + description + cause(status);
    return switch (status.getCode()) {
      case OK -> PushAnswer.stored();
      case INVALID_ARGUMENT -> new PushAnswer(ReplicaAnswer.REJECTED, word, message, Duration.ZERO);
      case RESOURCE_EXHAUSTED ->
          isAboutMessageSize(status)
              ? PushAnswer.failed(word, message)
              : new PushAnswer(ReplicaAnswer.LIMITED, word, message, LIMITED_DELAY);
      default -> PushAnswer.failed(word, message);
    };
  }

  /** The reason below a failure of this side, such as a certificate that has expired. */
  private static String cause(Status status) {
    Throwable cause = status.getCause();
    while (cause != null && cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause == null ? "" : " (" + cause + ")";
  }

  /**
   * Whether a message was too large for one side: grpc-java and grpc-go use the code for that too,
   * grpc-java even for an answer of the other side that it cuts off. No tenant is over a limit
   * then.
   */
  private static boolean isAboutMessageSize(Status status) {
    String text = status.getDescription() == null ? "" : status.getDescription();
    return text.contains("exceeds maximum size") || text.contains("larger than max");
  }
}
