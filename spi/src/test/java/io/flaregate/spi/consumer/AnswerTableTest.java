package io.flaregate.spi.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.spi.consumer.Answer.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** {@link Answer#of} is total, and keeps to the outcome table over every multiset of outcomes. */
class AnswerTableTest {
  private static final int MOST = 4;

  @Test
  void everyMultisetOfOutcomesHasTheAnswerOfTheTable() {
    int cases = 0;
    for (int stored = 0; stored <= MOST; stored++) {
      for (int rejected = 0; rejected <= MOST; rejected++) {
        for (int limited = 0; limited <= MOST; limited++) {
          for (int failed = 0; failed <= MOST; failed++) {
            for (boolean message : new boolean[] {false, true}) {
              check(stored, rejected, limited, failed, message);
              cases++;
            }
          }
        }
      }
    }
    assertThat(cases).isEqualTo(1250);
  }

  private static void check(
      int stored, int rejected, int limited, int failed, boolean withMessage) {
    ConsumeResult result = result(stored, rejected, limited, failed, withMessage);
    Answer answer = Answer.of(result);
    String label = result.toString();
    Kind kind = expected(stored, rejected, limited, failed, withMessage);
    assertThat(answer.kind()).as(label).isEqualTo(kind);
    boolean retryable = kind == Kind.UNAVAILABLE || kind == Kind.LIMITED;
    assertThat(answer.retryDelay().isZero()).as(label).isEqualTo(!retryable);
    int lost = retryable ? 0 : rejected + limited;
    assertThat(answer.rejectedProfiles()).as(label).isEqualTo(lost);
    assertThat(answer.message().isEmpty()).as(label).isEqualTo(!withMessage);
  }

  private static Kind expected(
      int stored, int rejected, int limited, int failed, boolean withMessage) {
    if (failed > 0) {
      return Kind.UNAVAILABLE;
    }
    if (limited > 0) {
      return stored == 0 ? Kind.LIMITED : Kind.PARTIAL;
    }
    if (rejected > 0) {
      return stored == 0 ? Kind.INVALID : Kind.PARTIAL;
    }
    return withMessage ? Kind.PARTIAL : Kind.OK;
  }

  private static ConsumeResult result(
      int stored, int rejected, int limited, int failed, boolean withMessage) {
    ConsumeResult.Builder builder = ConsumeResult.builder(stored + rejected + limited + failed);
    int row = stored;
    for (int i = 0; i < rejected; i++) {
      builder.outcome(row++, Outcome.REJECTED);
    }
    for (int i = 0; i < limited; i++) {
      builder.outcome(row++, Outcome.LIMITED);
    }
    for (int i = 0; i < failed; i++) {
      builder.outcome(row++, Outcome.TRANSIENT);
    }
    if (withMessage) {
      builder.detail(Detail.WHOLE_REQUEST, Reason.VALUE_SATURATED, "a value was too large");
    }
    return builder.build();
  }

  @Test
  void anEmptyRequestSucceeds() {
    assertThat(Answer.of(ConsumeResult.stored(0)).kind()).isEqualTo(Kind.OK);
  }

  @Test
  void aTransientFailureIsNamedByItsReason() {
    assertThat(transientFor(Reason.NO_QUORUM).kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(transientFor(Reason.DEADLINE_EXCEEDED).kind()).isEqualTo(Kind.DEADLINE);
    assertThat(transientFor(Reason.INTERNAL).kind()).isEqualTo(Kind.INTERNAL);
  }

  private static Answer transientFor(Reason reason) {
    return Answer.of(ConsumeResult.all(2, Outcome.TRANSIENT, reason, "why", Duration.ZERO));
  }

  @Test
  void theDelayIsThatOfTheResultOrTheDefault() {
    Duration delay = Duration.ofSeconds(30);
    Answer told =
        Answer.of(ConsumeResult.all(1, Outcome.LIMITED, Reason.RATE_LIMITED, "why", delay));
    assertThat(told.retryDelay()).isEqualTo(delay);
    assertThat(transientFor(Reason.NO_QUORUM).retryDelay()).isEqualTo(Answer.DEFAULT_RETRY_DELAY);
    assertThat(Answer.unavailable("stopping", Duration.ZERO).retryDelay())
        .isEqualTo(Answer.DEFAULT_RETRY_DELAY);
  }

  @Test
  void theMessageNamesProfilesAndReasonsAndCountsTheRest() {
    ConsumeResult result =
        ConsumeResult.builder(2)
            .outcome(1, Outcome.REJECTED, Reason.MISSING_LABELS, "no service_name")
            .detail(Detail.WHOLE_REQUEST, Reason.VALUE_SATURATED, "cut")
            .omitted(3)
            .build();
    assertThat(Answer.of(result).message())
        .isEqualTo(
            "profile 1: no service_name [missing_labels]; cut [value_saturated]; and 3 more");
  }
}
