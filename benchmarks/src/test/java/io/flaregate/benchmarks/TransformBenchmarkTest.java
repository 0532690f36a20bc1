package io.flaregate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Runs the body of each benchmark once, so that none of them rots. */
final class TransformBenchmarkTest {

  @Test
  void everyBodyRuns() throws Exception {
    TransformBenchmark benchmark = new TransformBenchmark();
    benchmark.file = "go-small-shop-cpu.otlp.pb";
    benchmark.read();
    try {
      assertThat(benchmark.transformSplit()).isPositive();
      assertThat(benchmark.parse()).isNotNull();
      assertThat(benchmark.naive()).isNotNull();
    } finally {
      benchmark.close();
    }
  }
}
