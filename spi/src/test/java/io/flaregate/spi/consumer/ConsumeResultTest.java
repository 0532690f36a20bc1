package io.flaregate.spi.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConsumeResultTest {
  private static final long SEED = 20_261_122;
  private static final List<Outcome> OUTCOMES = List.of(Outcome.values());
  private static final List<Reason> REASONS = List.of(Reason.values());

  private static ConsumeResult random(Random random, int rows) {
    ConsumeResult.Builder builder = ConsumeResult.builder(rows);
    for (int row = 0; row < rows; row++) {
      Outcome outcome = OUTCOMES.get(random.nextInt(4));
      builder.outcome(row, outcome);
      if (random.nextInt(3) == 0) {
        Reason reason = REASONS.get(random.nextInt(5));
        builder.detail(row, reason, "because " + random.nextInt(3));
      }
    }
    return builder.retryDelay(Duration.ofSeconds(random.nextInt(4))).build();
  }

  private static List<Outcome> outcomes(ConsumeResult result) {
    List<Outcome> outcomes = new ArrayList<>();
    for (int row = 0; row < result.size(); row++) {
      outcomes.add(result.outcome(row));
    }
    return outcomes;
  }

  @Test
  void overBranchesIsAssociativeAndCommutativeInOutcomesAndDelays() {
    Random random = new Random(SEED);
    for (int round = 0; round < 500; round++) {
      int rows = random.nextInt(30);
      ConsumeResult a = random(random, rows);
      ConsumeResult b = random(random, rows);
      ConsumeResult c = random(random, rows);
      ConsumeResult left = a.overBranches(b).overBranches(c);
      ConsumeResult right = c.overBranches(a.overBranches(b));
      assertThat(outcomes(left)).as("seed %d round %d", SEED, round).isEqualTo(outcomes(right));
      assertThat(left.retryDelay()).isEqualTo(right.retryDelay());
      assertThat(left.details()).hasSizeLessThanOrEqualTo(ConsumeResult.MAX_DETAILS);
    }
  }

  @Test
  void overBranchesRefusesResultsOfOtherSizes() {
    assertThatThrownBy(() -> ConsumeResult.stored(1).overBranches(ConsumeResult.stored(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("results of 1 and 2 rows");
  }

  @Test
  void overSeriesCombinesTheSeriesOfEachProfileInAnyOrder() {
    Random random = new Random(SEED);
    for (int round = 0; round < 500; round++) {
      int profiles = 1 + random.nextInt(6);
      ConsumeResult series = random(random, random.nextInt(20));
      int[] origins = random.ints(series.size(), 0, profiles).toArray();
      ConsumeResult result = series.overSeries(origins, profiles);
      assertThat(outcomes(result))
          .as("seed %d round %d", SEED, round)
          .isEqualTo(naiveOverSeries(series, origins, profiles));
      assertThat(result.retryDelay()).isEqualTo(series.retryDelay());
    }
  }

  private static List<Outcome> naiveOverSeries(ConsumeResult series, int[] origins, int profiles) {
    List<Outcome> expected = new ArrayList<>();
    for (int profile = 0; profile < profiles; profile++) {
      List<Outcome> own = new ArrayList<>();
      for (int row = series.size() - 1; row >= 0; row--) {
        if (origins[row] == profile) {
          own.add(series.outcome(row));
        }
      }
      expected.add(own.stream().reduce(Outcome::overSeries).orElse(Outcome.STORED));
    }
    return expected;
  }

  @Test
  void overSeriesMovesDetailsToTheOriginAndSaysEachOnce() {
    ConsumeResult series =
        ConsumeResult.builder(3)
            .outcome(0, Outcome.REJECTED, Reason.INVALID_LABELS, "bad")
            .outcome(1, Outcome.REJECTED, Reason.INVALID_LABELS, "bad")
            .detail(Detail.WHOLE_REQUEST, Reason.UNKNOWN, "all")
            .build();
    assertThat(series.overSeries(new int[] {1, 1, 0}, 2).details())
        .containsExactly(
            new Detail(1, Reason.INVALID_LABELS, "bad"),
            new Detail(Detail.WHOLE_REQUEST, Reason.UNKNOWN, "all"));
  }

  @Test
  void overSeriesRefusesOriginsThatDoNotFit() {
    assertThatThrownBy(() -> ConsumeResult.stored(2).overSeries(new int[1], 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ConsumeResult.stored(1).overSeries(new int[] {1}, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void spreadPutsRowsWhereTheyCameFrom() {
    ConsumeResult result =
        ConsumeResult.builder(1)
            .outcome(0, Outcome.LIMITED, Reason.RATE_LIMITED, "slow down")
            .build()
            .spread(new int[] {2}, 4);
    assertThat(outcomes(result))
        .containsExactly(Outcome.STORED, Outcome.STORED, Outcome.LIMITED, Outcome.STORED);
    assertThat(result.details()).containsExactly(new Detail(2, Reason.RATE_LIMITED, "slow down"));
  }

  @Test
  void keepsSixteenDetailsAndCountsTheRest() {
    ConsumeResult.Builder builder = ConsumeResult.builder(40);
    for (int row = 0; row < 40; row++) {
      builder.outcome(row, Outcome.REJECTED, Reason.MALFORMED_PROFILE, "row " + row);
    }
    ConsumeResult result = builder.build();
    assertThat(result.details()).hasSize(ConsumeResult.MAX_DETAILS);
    assertThat(result.omittedDetails()).isEqualTo(24);
    assertThat(result.overBranches(result).omittedDetails()).isGreaterThanOrEqualTo(24);
  }
}
