package io.flaregate.benchmarks.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.benchmarks.guard.Judge.Finding;
import java.util.List;
import java.util.NavigableMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The guard sees the regressions that it is there for. */
final class PlantTest {
  private static final String FILE = "go-small-shop-cpu.otlp.pb";

  private static NavigableMap<Figure, Double> bytes(Plant plant) throws Exception {
    return new Measurement(List.of(Subject.otlp(FILE, plant)), 1 << 20, 1).bytes();
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = Mode.EXCLUDE)
  void plantedRegressionsGoBeyondTheBudget(Plant plant) throws Exception {
    Budgets budgets = new Budgets(bytes(Plant.NONE));
    List<Finding> findings = Judge.judge(bytes(plant), budgets);
    assertThat(findings).hasSize(2).allMatch(each -> each.verdict() == Judge.Verdict.OVER);
  }

  @Test
  void withoutOneNothingIsBeyondIt() throws Exception {
    Budgets budgets = new Budgets(bytes(Plant.NONE));
    assertThat(Judge.judge(bytes(Plant.NONE), budgets)).noneMatch(each -> each.verdict().fails());
  }

  @Test
  void ratiosAreOfEveryPairAndTheirMeans() throws Exception {
    NavigableMap<Figure, Double> ratios =
        new Measurement(
                List.of(Subject.otlp(FILE, Plant.NONE), Subject.pprof("go-shop-cpu.pb.gz")), 0, 1)
            .ratios();
    assertThat(ratios.keySet())
        .extracting(Figure::name)
        .containsOnly(
            "transform/parse",
            "transformSplit/parse",
            "transform/naive",
            "transformSplit/naive",
            "push/parse",
            "pushMerged/parse");
    assertThat(ratios).hasSize(12);
  }
}
