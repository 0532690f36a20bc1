package io.flaregate.transport.answer;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Detail;

/**
 * Answers as {@code google.rpc.Status}, the one form that gRPC trailers and HTTP bodies share: with
 * {@code RetryInfo} where a sender should try again, and {@code BadRequest} where it must not.
 */
public final class StatusDetails {
  /**
   * How long a message may be, in bytes. Together with the violations, and encoded the way that
   * trailers are, it stays below 8 KiB, which is what grpc-java's clients accept.
   */
  static final int MAX_MESSAGE_BYTES = 1024;

  /** How long the descriptions of all violations may be together, in bytes. */
  static final int MAX_VIOLATION_BYTES = 1536;

  private static final int SMALLEST_DESCRIPTION = 16;

  private StatusDetails() {}

  /** The status of an answer. */
  public static Status of(Answer answer) {
    Status.Builder status =
        Status.newBuilder()
            .setCode(code(answer.kind()).getNumber())
            .setMessage(Texts.bounded(answer.message(), MAX_MESSAGE_BYTES));
    if (isRetryable(answer)) {
      status.addDetails(Any.pack(retryInfo(answer.retryDelay())));
    }
    if (isBadRequest(answer.kind()) && !answer.details().isEmpty()) {
      status.addDetails(Any.pack(badRequest(answer)));
    }
    return status.build();
  }

  /** gRPC's code for a kind of answer. */
  public static Code code(Answer.Kind kind) {
    return switch (kind) {
      case OK, PARTIAL -> Code.OK;
      case INVALID, UNDECODABLE -> Code.INVALID_ARGUMENT;
      case LIMITED, TOO_LARGE -> Code.RESOURCE_EXHAUSTED;
      case UNAVAILABLE -> Code.UNAVAILABLE;
      case DEADLINE -> Code.DEADLINE_EXCEEDED;
      case UNAUTHENTICATED -> Code.UNAUTHENTICATED;
      case FORBIDDEN -> Code.PERMISSION_DENIED;
      case UNSUPPORTED -> Code.UNIMPLEMENTED;
      case INTERNAL -> Code.INTERNAL;
    };
  }

  /** Whether a sender is told when to try again. */
  static boolean isRetryable(Answer answer) {
    return answer.kind() == Answer.Kind.LIMITED || answer.kind() == Answer.Kind.UNAVAILABLE;
  }

  private static boolean isBadRequest(Answer.Kind kind) {
    return kind == Answer.Kind.INVALID || kind == Answer.Kind.UNDECODABLE;
  }

  private static RetryInfo retryInfo(java.time.Duration delay) {
    Duration duration =
        Duration.newBuilder().setSeconds(delay.getSeconds()).setNanos(delay.getNano()).build();
    return RetryInfo.newBuilder().setRetryDelay(duration).build();
  }

  private static BadRequest badRequest(Answer answer) {
    BadRequest.Builder request = BadRequest.newBuilder();
    int count = Math.min(answer.details().size(), ConsumeResult.MAX_DETAILS);
    int room = Math.max(SMALLEST_DESCRIPTION, MAX_VIOLATION_BYTES / Math.max(1, count));
    for (Detail detail : answer.details().subList(0, count)) {
      request
          .addFieldViolationsBuilder()
          .setField(field(detail.row()))
          .setReason(detail.reason().name())
          .setDescription(Texts.bounded(detail.message(), room));
    }
    return request.build();
  }

  private static String field(int row) {
    return row == Detail.WHOLE_REQUEST ? "" : "profiles[" + row + "]";
  }
}
