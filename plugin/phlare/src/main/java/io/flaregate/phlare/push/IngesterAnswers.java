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

  static PushAnswer of(String ingester, Status status) {
    String word = status.getCode().name().toLowerCase(Locale.ROOT);
    String description = status.getDescription() == null ? "" : ": " + status.getDescription();
    String message = "ingester " + ingester + " answered " + word + description;
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
