package io.flaregate.transport.answer;

import io.flaregate.spi.consumer.Answer;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;

/** Answers as gRPC statuses with their details. */
public final class GrpcAnswers {
  private GrpcAnswers() {}

  /**
   * A gRPC status and the trailers that go with it.
   *
   * @param status the status
   * @param trailers the details, as {@code grpc-status-details-bin}
   */
  public record GrpcStatus(Status status, Metadata trailers) {}

  /** The status of an answer other than success. */
  public static GrpcStatus of(Answer answer) {
    StatusRuntimeException exception =
        StatusProto.toStatusRuntimeException(StatusDetails.of(answer));
    Metadata trailers = exception.getTrailers();
    return new GrpcStatus(exception.getStatus(), trailers == null ? new Metadata() : trailers);
  }
}
