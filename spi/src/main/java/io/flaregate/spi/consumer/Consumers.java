package io.flaregate.spi.consumer;

import io.flaregate.spi.component.Capabilities;
import io.flaregate.spi.profiles.Profiles;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Ways to put consumers together. */
public final class Consumers {
  private Consumers() {}

  /** A consumer that hands every request to each of several and answers the worst of each row. */
  public static ProfilesConsumer fanOut(List<? extends ProfilesConsumer> branches) {
    if (branches.size() == 1) {
      return branches.get(0);
    }
    return new FanOut(List.copyOf(branches));
  }

  /**
   * Calls a consumer so that it cannot fail: what it throws, and a failed stage, become an {@link
   * Reason#INTERNAL} outcome of every row. The text of the failure goes to the logger, never to the
   * sender.
   */
  public static CompletionStage<ConsumeResult> guarded(
      ProfilesConsumer consumer, Profiles profiles, RequestContext context, System.Logger logger) {
    CompletionStage<ConsumeResult> stage;
    try {
      stage = consumer.consume(profiles, context);
    } catch (Throwable failure) {
      stage = CompletableFuture.failedStage(failure);
    }
    return stage.exceptionally(
        failure -> {
          logger.log(System.Logger.Level.ERROR, "a consumer failed", failure);
          return ConsumeResult.all(
              profiles.size(),
              Outcome.TRANSIENT,
              Reason.INTERNAL,
              "internal error; see the gateway's log",
              Duration.ZERO);
        });
  }

  private record FanOut(List<ProfilesConsumer> branches) implements ProfilesConsumer {
    private static final System.Logger LOGGER = System.getLogger(FanOut.class.getName());

    @Override
    public Capabilities capabilities() {
      boolean needs = branches.stream().anyMatch(each -> each.capabilities().needsSeries());
      return needs ? Capabilities.NEEDS_SERIES : Capabilities.NONE;
    }

    @Override
    public CompletionStage<ConsumeResult> consume(Profiles profiles, RequestContext context) {
      CompletionStage<ConsumeResult> all = guarded(branches.get(0), profiles, context, LOGGER);
      for (ProfilesConsumer branch : branches.subList(1, branches.size())) {
        CompletionStage<ConsumeResult> next = guarded(branch, profiles, context, LOGGER);
        all = all.thenCombine(next, ConsumeResult::overBranches);
      }
      return all;
    }
  }
}
