package io.flaregate.phlare.receiver.batch;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Consumers;
import io.flaregate.spi.consumer.ProfilesConsumer;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.transport.receiver.ReceiverShared;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Hands batches on and turns what became of them into answers. */
public final class BatchRequests {
  private final ProfilesConsumer next;
  private final ReceiverShared shared;

  /** Hands batches to a consumer. */
  public BatchRequests(ProfilesConsumer next, ReceiverShared shared) {
    this.next = requireNonNull(next, "next is null");
    this.shared = requireNonNull(shared, "shared is null");
  }

  /** What the doors of the receiver share. */
  public ReceiverShared shared() {
    return shared;
  }

  /**
   * Hands a batch on.
   *
   * @param type what it came as, for metrics
   * @param wireBytes the size of the request as it came
   */
  public CompletionStage<Answer> handle(
      Batch batch, String type, long wireBytes, RequestContext context) {
    shared.metrics().received(type, context.tenant(), wireBytes, batch.encodedBytes());
    shared.metrics().decoded(context.tenant(), batch.counts());
    Profiles profiles = batch.profiles();
    if (profiles.size() == 0) {
      return CompletableFuture.completedStage(Answer.of(batch.combine(ConsumeResult.stored(0))));
    }
    return Consumers.guarded(next, profiles, context, shared.logger())
        .thenApply(
            result -> {
              shared.metrics().consumed(context.transport(), profiles, result);
              return Answer.of(batch.combine(result));
            });
  }
}
