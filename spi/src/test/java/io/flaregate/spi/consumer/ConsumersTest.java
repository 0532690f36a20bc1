package io.flaregate.spi.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.spi.component.Capabilities;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.ProfilesSink;
import io.flaregate.spi.testing.RecordingLogger;
import io.flaregate.spi.testing.SampleProfiles;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ConsumersTest {
  private static final RequestContext CONTEXT = RequestContext.of("anonymous", 1);
  private final Profiles profiles = SampleProfiles.withRows(2);

  @Test
  void fanOutGivesEveryBranchTheSameProfilesAndAnswersTheWorst() {
    ProfilesSink one = new ProfilesSink();
    ProfilesSink other = new ProfilesSink(Capabilities.NEEDS_SERIES);
    other.answer(
        ConsumeResult.builder(2)
            .outcome(1, Outcome.REJECTED, Reason.INVALID_LABELS, "bad")
            .build());
    ProfilesConsumer both = Consumers.fanOut(List.of(one, other));
    ConsumeResult result = Await.result(both.consume(profiles, CONTEXT));
    assertThat(result.outcome(0)).isEqualTo(Outcome.STORED);
    assertThat(result.outcome(1)).isEqualTo(Outcome.REJECTED);
    assertThat(one.onlyRequest()).isEqualTo(other.onlyRequest());
    assertThat(both.capabilities()).isEqualTo(Capabilities.NEEDS_SERIES);
  }

  @Test
  void fanOutOfOneIsThatOne() {
    ProfilesSink only = new ProfilesSink();
    assertThat(Consumers.fanOut(List.of(only))).isSameAs(only);
  }

  @Test
  void fanOutWaitsForTheSlowestBranch() {
    CompletableFuture<ConsumeResult> slow = new CompletableFuture<>();
    ProfilesConsumer both =
        Consumers.fanOut(List.of(new ProfilesSink(), new ProfilesSink().answer(slow)));
    CompletableFuture<ConsumeResult> answer = both.consume(profiles, CONTEXT).toCompletableFuture();
    assertThat(answer).isNotDone();
    slow.complete(
        ConsumeResult.all(2, Outcome.TRANSIENT, Reason.NO_QUORUM, "why", Duration.ofSeconds(2)));
    assertThat(Await.result(answer).count(Outcome.TRANSIENT)).isEqualTo(2);
  }

  @Test
  void aBranchThatFailsOrThrowsIsAnInternalErrorOfEveryRow() {
    ProfilesSink fails = new ProfilesSink().failWith(new IllegalStateException("secret"));
    ProfilesSink throwing =
        new ProfilesSink()
            .answerWith(
                any -> {
                  throw new StackOverflowError();
                });
    for (ProfilesSink bad : List.of(fails, throwing)) {
      ProfilesSink good = new ProfilesSink();
      ConsumeResult result =
          Await.result(Consumers.fanOut(List.of(bad, good)).consume(profiles, CONTEXT));
      assertThat(Answer.of(result).kind()).isEqualTo(Answer.Kind.INTERNAL);
      assertThat(Answer.of(result).message()).doesNotContain("secret");
      assertThat(good.requests()).hasSize(1);
    }
  }

  @Test
  void aGuardedConsumerLogsWhatTheSenderMustNotSee() {
    RecordingLogger logger = new RecordingLogger("test");
    IllegalStateException failure = new IllegalStateException("secret");
    ProfilesSink bad = new ProfilesSink().failWith(failure);
    ConsumeResult result = Await.result(Consumers.guarded(bad, profiles, CONTEXT, logger));
    assertThat(result.count(Outcome.TRANSIENT)).isEqualTo(2);
    assertThat(logger.events()).hasSize(1);
    assertThat(logger.events().get(0).thrown()).isSameAs(failure);
  }

  @Test
  void cancellationRunsEachActionOnce() {
    CancellationSource source = new CancellationSource();
    int[] runs = new int[2];
    source.onCancel(() -> runs[0]++);
    assertThat(source.isCancelled()).isFalse();
    source.cancel();
    source.cancel();
    source.onCancel(() -> runs[1]++);
    assertThat(runs).containsExactly(1, 1);
    assertThat(source.isCancelled()).isTrue();
    Cancellation.NEVER.onCancel(() -> runs[0]++);
    assertThat(runs[0]).isEqualTo(1);
  }

  @Test
  void aContextWithoutADeadlineWaitsForEver() {
    assertThat(CONTEXT.remainingNanos(Long.MIN_VALUE)).isEqualTo(Long.MAX_VALUE);
    RequestContext timed =
        new RequestContext("anonymous", "http", 1, 10, Map.of(), Cancellation.NEVER);
    assertThat(timed.remainingNanos(4)).isEqualTo(6);
    assertThat(timed.remainingNanos(14)).isEqualTo(-4);
  }
}
