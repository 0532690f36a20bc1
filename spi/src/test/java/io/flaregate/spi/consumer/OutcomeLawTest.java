package io.flaregate.spi.consumer;

import static io.flaregate.spi.consumer.Outcome.LIMITED;
import static io.flaregate.spi.consumer.Outcome.REJECTED;
import static io.flaregate.spi.consumer.Outcome.STORED;
import static io.flaregate.spi.consumer.Outcome.TRANSIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;

class OutcomeLawTest {

  @Test
  void overSeriesIsTotalAssociativeCommutativeAndIdempotent() {
    assertLaws(Outcome::overSeries);
  }

  @Test
  void overBranchesIsTotalAssociativeCommutativeAndIdempotent() {
    assertLaws(Outcome::overBranches);
  }

  private static void assertLaws(BinaryOperator<Outcome> combine) {
    for (Outcome a : Outcome.values()) {
      assertThat(combine.apply(a, a)).isEqualTo(a);
      for (Outcome b : Outcome.values()) {
        Outcome both = combine.apply(a, b);
        assertThat(both).as("%s, %s", a, b).isIn(a, b).isEqualTo(combine.apply(b, a));
        for (Outcome c : Outcome.values()) {
          assertThat(combine.apply(both, c))
              .as("%s, %s, %s", a, b, c)
              .isEqualTo(combine.apply(a, combine.apply(b, c)));
        }
      }
    }
  }

  @Test
  void overSeriesPutsStoredAboveRejectedSinceWhatIsStoredMustNotBeSentAgain() {
    assertOrder(List.of(TRANSIENT, LIMITED, STORED, REJECTED), Outcome::overSeries);
  }

  @Test
  void overBranchesAnswersTheWorst() {
    assertOrder(List.of(TRANSIENT, LIMITED, REJECTED, STORED), Outcome::overBranches);
  }

  private static void assertOrder(List<Outcome> strongestFirst, BinaryOperator<Outcome> combine) {
    for (int i = 0; i < strongestFirst.size(); i++) {
      for (int j = i; j < strongestFirst.size(); j++) {
        assertThat(combine.apply(strongestFirst.get(i), strongestFirst.get(j)))
            .isEqualTo(strongestFirst.get(i));
      }
    }
  }

  @Test
  void theCodeOfAColumnReadsBack() {
    for (Outcome outcome : Outcome.values()) {
      assertThat(Outcome.of(outcome.code())).isEqualTo(outcome);
    }
  }
}
