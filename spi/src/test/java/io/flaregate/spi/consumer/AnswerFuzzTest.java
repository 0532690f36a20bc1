package io.flaregate.spi.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.flaregate.spi.consumer.Answer.Kind;
import io.flaregate.spi.testing.Choices;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any outcomes with any details, combined over series and branches in any way: the answer never
 * says that something is stored which is not, never tells a sender to give up what could still be
 * stored, and depends on nothing but the outcomes and reasons.
 */
class AnswerFuzzTest {
  private static final int MAX_ROWS = 40;
  private static final Set<Kind> AGAIN =
      EnumSet.of(Kind.UNAVAILABLE, Kind.DEADLINE, Kind.INTERNAL, Kind.LIMITED);

  static Stream<byte[]> seeds() {
    return Stream.of(
        new byte[] {},
        new byte[] {3, 0, 1, 2, 0, 1},
        new byte[] {4, 0, 0, 0, 0, 2, 1, 5, 1, 0, 9},
        new byte[] {2, 3, 1, 1, 40, 2, 0, 3, 0, 1, 2, 9, 9},
        new byte[] {1, 1, 1, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 3});
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "3m")
  void noAnswerHidesALossOrMakesOneOfWhatMayPass(byte[] input) {
    Choices choices = new Choices(input);
    ConsumeResult result = result(choices, choices.below(MAX_ROWS));
    check(result);
    ConsumeResult branch = result(choices, result.size());
    checkBranches(result, branch);
    checkSeries(result, choices);
  }

  private static ConsumeResult result(Choices choices, int rows) {
    ConsumeResult.Builder builder = ConsumeResult.builder(rows);
    for (int row = 0; row < rows; row++) {
      builder.outcome(row, choices.oneOf(Outcome.values()));
    }
    for (int more = choices.below(2 * ConsumeResult.MAX_DETAILS); more > 0; more--) {
      int row = choices.below(rows + 1) - 1;
      builder.detail(row, choices.oneOf(Reason.values()), choices.text(choices.below(4)));
    }
    return builder
        .omitted(choices.below(3))
        .retryDelay(Duration.ofMillis(choices.below(4) * 700L))
        .build();
  }

  private static void check(ConsumeResult result) {
    Answer answer = Answer.of(result);
    String label = result.toString();
    assertThat(Answer.of(result)).as(label).isEqualTo(answer);
    int stored = result.count(Outcome.STORED);
    int lost = result.count(Outcome.REJECTED) + result.count(Outcome.LIMITED);
    boolean passing = result.count(Outcome.TRANSIENT) > 0;
    switch (answer.kind()) {
      case OK -> assertThat(stored).as(label).isEqualTo(result.size());
      case PARTIAL -> {
        assertThat(passing).as(label).isFalse();
        assertThat(answer.rejectedProfiles()).as(label).isEqualTo(lost);
        // A loss without a word would be taken for a success by senders that read the message only.
        assertThat(lost > 0 || !answer.message().isEmpty()).as(label).isTrue();
      }
      case INVALID, TOO_LARGE -> {
        assertThat(result.count(Outcome.REJECTED)).as(label).isEqualTo(result.size());
        assertThat(answer.rejectedProfiles()).as(label).isEqualTo(result.size());
      }
      case LIMITED -> {
        assertThat(stored).as(label).isZero();
        assertThat(result.count(Outcome.LIMITED)).as(label).isPositive();
        assertThat(passing).as(label).isFalse();
      }
      default -> {
        assertThat(answer.kind()).as(label).isIn(Kind.UNAVAILABLE, Kind.DEADLINE, Kind.INTERNAL);
        assertThat(passing).as(label).isTrue();
      }
    }
    boolean again = AGAIN.contains(answer.kind());
    assertThat(answer.retryDelay().isZero()).as(label).isEqualTo(!again);
    if (again) {
      // Whoever sends it all again must not count what was refused this time.
      assertThat(answer.rejectedProfiles()).as(label).isZero();
      assertThat(answer.retryDelay()).as(label).isGreaterThanOrEqualTo(result.retryDelay());
    }
    assertThat(answer.details()).as(label).isEqualTo(result.details());
    for (Detail detail : result.details()) {
      assertThat(answer.message()).as(label).contains(detail.message(), detail.reason().label());
    }
  }

  private static void checkBranches(ConsumeResult one, ConsumeResult two) {
    ConsumeResult both = one.overBranches(two);
    check(both);
    for (int row = 0; row < both.size(); row++) {
      Outcome worst =
          one.outcome(row).compareTo(two.outcome(row)) > 0 ? one.outcome(row) : two.outcome(row);
      assertThat(both.outcome(row)).as("%s and %s", one, two).isEqualTo(worst);
    }
    checkDetails(both, one, two);
    assertThat(Answer.of(two.overBranches(one)).rejectedProfiles())
        .isEqualTo(Answer.of(both).rejectedProfiles());
  }

  private static void checkDetails(ConsumeResult both, ConsumeResult one, ConsumeResult two) {
    assertThat(both.details()).hasSizeLessThanOrEqualTo(ConsumeResult.MAX_DETAILS);
    List<Detail> all = new ArrayList<>(one.details());
    all.addAll(two.details());
    int omitted = one.omittedDetails() + two.omittedDetails();
    assertThat(both.omittedDetails()).isGreaterThanOrEqualTo(omitted);
    // Those that stand in both count once; nothing else may go missing uncounted.
    long distinct = all.stream().distinct().count();
    assertThat(both.details().size() + (long) both.omittedDetails())
        .isGreaterThanOrEqualTo(distinct + omitted);
    assertThat(both.retryDelay()).isIn(one.retryDelay(), two.retryDelay());
  }

  private static void checkSeries(ConsumeResult series, Choices choices) {
    int profiles = 1 + choices.below(8);
    int[] origins = new int[series.size()];
    for (int row = 0; row < origins.length; row++) {
      origins[row] = choices.below(profiles);
    }
    ConsumeResult result = series.overSeries(origins, profiles);
    check(result);
    for (int profile = 0; profile < profiles; profile++) {
      EnumSet<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
      for (int row = 0; row < origins.length; row++) {
        if (origins[row] == profile) {
          outcomes.add(series.outcome(row));
        }
      }
      assertThat(result.outcome(profile))
          .as("%s of %s", profile, series)
          .isEqualTo(naive(outcomes));
    }
  }

  private static Outcome naive(Set<Outcome> outcomes) {
    for (Outcome each : List.of(Outcome.TRANSIENT, Outcome.LIMITED, Outcome.STORED)) {
      if (outcomes.contains(each)) {
        return each;
      }
    }
    return outcomes.isEmpty() ? Outcome.STORED : Outcome.REJECTED;
  }
}
