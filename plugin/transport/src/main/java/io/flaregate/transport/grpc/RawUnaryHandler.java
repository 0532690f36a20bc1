package io.flaregate.transport.grpc;

import io.grpc.Metadata;
import java.util.concurrent.CompletionStage;

/** Answers calls of one unary method. */
public interface RawUnaryHandler {

  /**
   * Looks at a call before any byte of its message is asked for.
   *
   * @throws io.flaregate.transport.answer.AnswerException to refuse it
   */
  default void check(Metadata headers) {}

  /**
   * Answers a call. Runs on the executor that the server was given for calls.
   *
   * @return the response; or fails with an {@link io.flaregate.transport.answer.AnswerException} or
   *     a gRPC status exception, which the client is told, or with anything else, which goes to the
   *     log and is INTERNAL to the client
   */
  CompletionStage<RawMessage> handle(RawCall call);
}
