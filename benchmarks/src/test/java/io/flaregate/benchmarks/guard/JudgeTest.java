package io.flaregate.benchmarks.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.flaregate.benchmarks.guard.Judge.Finding;
import io.flaregate.benchmarks.guard.Judge.Verdict;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JudgeTest {
  private static final Figure BYTES = Figure.bytes("transform", "a.otlp.pb");
  private static final Figure RATIO = Figure.ratio("transform", "parse", "a.otlp.pb");
  private static final Figure MEAN = Figure.ratio("transform", "parse", Figure.ALL);

  private static Finding judge(Figure figure, double measured, double budget) {
    Budgets budgets = new Budgets(new TreeMap<>(Map.of(figure, budget)));
    return Judge.judge(Map.of(figure, measured), budgets).get(0);
  }

  @ParameterizedTest
  @CsvSource({
    "100000, OK",
    "102000, OK",
    "102001, OVER",
    "200000, OVER",
    "95000, OK",
    "94999, LOWER_IT"
  })
  void bytesMayGrowByTwoPerCent(double measured, Verdict expected) {
    assertThat(judge(BYTES, measured, 100_000).verdict()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1.0, OK", "1.29, OK", "1.31, OVER", "0.2, OK"})
  void aRatioMayGrowByWhatABusyMachineMakesOfIt(double measured, Verdict expected) {
    assertThat(judge(RATIO, measured, 1).verdict()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1.14, OK", "1.16, OVER"})
  void theMeanOverAllFilesHasTheTighterMargin(double measured, Verdict expected) {
    assertThat(judge(MEAN, measured, 1).verdict()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "1.2, 1.2, OK, OK",
    "1.4, 1.2, BASELINE_FASTER, OK",
    "1.2, 1.4, OK, BASELINE_FASTER",
    "1.4, 1.4, OVER, OVER"
  })
  void aTimeFailsOnlyIfItIsOverAgainstAllItsBaselines(
      double toParse, double toNaive, Verdict expectedOfParse, Verdict expectedOfNaive) {
    Figure other = Figure.ratio("transform", "naive", "a.otlp.pb");
    Budgets budgets = new Budgets(new TreeMap<>(Map.of(RATIO, 1.0, other, 1.0)));
    assertThat(Judge.judge(Map.of(RATIO, toParse, other, toNaive), budgets))
        .extracting(Finding::figure, Finding::verdict)
        .containsExactlyInAnyOrder(tuple(RATIO, expectedOfParse), tuple(other, expectedOfNaive));
  }

  @Test
  void anotherFileOrTheMeanOrBytesDoNotExcuseATime() {
    Figure file = Figure.ratio("transform", "naive", "b.otlp.pb");
    Budgets budgets =
        new Budgets(new TreeMap<>(Map.of(RATIO, 1.0, file, 1.0, MEAN, 1.0, BYTES, 1.0)));
    assertThat(Judge.judge(Map.of(RATIO, 1.4, file, 1.0, MEAN, 1.0, BYTES, 1.0), budgets))
        .filteredOn(each -> each.figure().equals(RATIO))
        .extracting(Finding::verdict)
        .containsExactly(Verdict.OVER);
  }

  @Test
  void aFigureWithoutABudgetFails() {
    Budgets none = new Budgets(new TreeMap<>());
    Finding finding = Judge.judge(Map.of(BYTES, 1.0), none).get(0);
    assertThat(finding.verdict()).isEqualTo(Verdict.NO_BUDGET);
    assertThat(finding.verdict().fails()).isTrue();
  }

  @Test
  void aBudgetOfWhatIsNotMeasuredAnyMoreFails() {
    Budgets budgets = new Budgets(new TreeMap<>(Map.of(BYTES, 1.0)));
    Finding finding = Judge.judge(Map.of(), budgets).get(0);
    assertThat(finding.verdict()).isEqualTo(Verdict.NOT_MEASURED);
    assertThat(finding.verdict().fails()).isTrue();
  }

  @Test
  void aBudgetThatIsTooLargeIsToldButDoesNotFail() {
    Finding finding = judge(BYTES, 50, 100);
    assertThat(finding.verdict().fails()).isFalse();
    assertThat(finding.toString()).contains("-50.0 %").contains("lower the budget");
  }
}
