package io.flaregate.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TurnsTest {
  private static final String FILE = "go-small-shop-cpu.otlp.pb";

  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadAsJmhsResultsAre() throws Exception {
    Turns turns = new Turns("TransformBenchmark", FILE, List.of("parse", "floor"));
    turns.warmUp(0);
    List<String> written = turns.measure(3, 1);
    Files.writeString(folder.resolve("turns.1.json"), "[" + String.join(",", written) + "]");
    Results results = Results.read(folder, "turns");
    Result parse = results.of("TransformBenchmark", "parse", "file", FILE);
    assertThat(parse.iterations()).hasSize(3).allMatch(micros -> micros > 0);
    assertThat(parse.median()).isIn(parse.iterations());
    assertThat(parse.bytes()).isGreaterThan(58_822);
    assertThat(results.ratio("TransformBenchmark", "parse", "floor", "file", FILE)).isPositive();
  }

  @Test
  void oneThreadAndTwoTakeTurns() throws Exception {
    List<String> written = new ThreadTurns(FILE).measure(List.of("floor"), 2, 1);
    Files.writeString(folder.resolve("threads.1.json"), "[" + String.join(",", written) + "]");
    Results results = Results.read(folder, "threads");
    assertThat(results.ratio("TransformBenchmark", "floor-2", "floor-1", "file", FILE))
        .isPositive();
    assertThat(results.of("TransformBenchmark", "floor-2").iterations()).hasSize(2);
  }

  @Test
  void aRatioIsTheMedianOfTheRounds() {
    Result one = result(List.of(1.0, 20.0, 3.0));
    Result other = result(List.of(2.0, 10.0, 1.0));
    assertThat(one.over(other)).isEqualTo(2);
    assertThat(other.over(one)).isEqualTo(0.5);
  }

  private static Result result(List<Double> iterations) {
    return new Result("Benchmark", "method", Map.of(), 0, 0, iterations);
  }

  @Test
  void aMethodThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> new Turns("TransformBenchmark", FILE, List.of("none")))
        .isInstanceOf(NoSuchMethodException.class)
        .hasMessageContaining("TransformBenchmark.none");
  }
}
