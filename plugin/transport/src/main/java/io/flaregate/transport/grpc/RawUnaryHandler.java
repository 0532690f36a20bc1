package io.flaregate.transport.grpc;

import io.flaregate.spi.consumer.Answer;
import io.flaregate.transport.compress.SizeLimit;
import io.grpc.Metadata;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Answers calls of one unary method. */
public interface RawUnaryHandler {

  /**
   * Looks at a call before any byte of its message is asked for.
   *
   * @throws io.flaregate.transport.answer.AnswerException to refuse it
   */
  default void check(Metadata headers) {}

  /**
   * How large the message of this call may be, where that is less than the method's limit; null: as
   * large as that. Asked after {@link #check}, before any byte is asked for.
   */
  default @Nullable SizeLimit limit(Metadata headers) {
    return null;
  }

  /** Hears that a call was refused before {@link #handle}, in the call's context. */
  default void refused(Metadata headers, Answer answer) {}

  /**
   * Answers a call. Runs on the executor that the server was given for calls.
   *
   * @return the response; or fails with an {@link io.flaregate.transport.answer.AnswerException} or
   *     a gRPC status exception, which the client is told, or with anything else, which goes to the
   *     log and is INTERNAL to the client
   */
  CompletionStage<RawMessage> handle(RawCall call);
}
