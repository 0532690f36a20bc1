package io.flaregate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.benchmarks.synthetic.HostileBody;
import io.flaregate.spi.consumer.Outcome;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the body of each benchmark once, so that none of them rots. */
final class BenchmarkBodiesTest {
  private static final String OTLP = "go-small-shop-cpu.otlp.pb";
  private static final String PPROF = "go-shop-cpu.pb.gz";

  @ParameterizedTest
  @ValueSource(strings = {OTLP, "ebpf-200procs-oncpu.otlp.pb"})
  void transform(String file) throws Exception {
    TransformBenchmark benchmark = new TransformBenchmark();
    benchmark.file = file;
    benchmark.read();
    try {
      long bytes = benchmark.transform();
      assertThat(bytes).isPositive();
      assertThat(benchmark.transformSplit()).isGreaterThanOrEqualTo(bytes);
      assertThat(benchmark.transformCopied()).isEqualTo(bytes);
      assertThat(benchmark.transformSplitCopied()).isEqualTo(benchmark.transformSplit());
      assertThat(benchmark.transformGzip()).isBetween(1L, bytes - 1);
      assertThat(benchmark.transformSplitGzip()).isBetween(1L, benchmark.transformSplit() - 1);
      assertThat(benchmark.parse()).isNotNull();
      assertThat(benchmark.floor()).isNotZero();
      assertThat(benchmark.naive()).isNotNull();
      assertThat(benchmark.naiveSplit()).isNotNull();
      assertThat(benchmark.naiveGzip()).isBetween(1L, bytes - 1);
    } finally {
      benchmark.close();
    }
  }

  @Test
  void decode() throws Exception {
    DecodeBenchmark benchmark = new DecodeBenchmark();
    benchmark.file = OTLP;
    benchmark.read();
    assertThat(benchmark.decode()).isNotNull();
    assertThat(benchmark.naive()).isNotNull();
    assertThat(benchmark.floor()).isNotZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {OTLP, "ap-itimer.otlp.pb"})
  void merge(String file) throws Exception {
    MergeBenchmark benchmark = new MergeBenchmark();
    benchmark.file = file;
    benchmark.read();
    assertThat(benchmark.merge()).isPositive().isEqualTo(benchmark.naive());
    assertThat(benchmark.floor()).isNotZero();
  }

  @Test
  void encode() throws Exception {
    EncodeBenchmark benchmark = new EncodeBenchmark();
    benchmark.file = OTLP;
    benchmark.read();
    assertThat(benchmark.encode()).isPositive().isEqualTo(benchmark.naive());
    assertThat(benchmark.floor()).isNotNull();
  }

  @Test
  void push() throws Exception {
    PushBenchmark benchmark = new PushBenchmark();
    benchmark.file = PPROF;
    benchmark.read();
    try {
      assertThat(benchmark.push()).isPositive();
      assertThat(benchmark.pushMerged()).isPositive();
      assertThat(benchmark.parse()).isNotNull();
      assertThat(benchmark.floor()).isNotZero();
      assertThat(benchmark.naive()).isNotNull();
    } finally {
      benchmark.close();
    }
  }

  @Test
  void compression() {
    CompressionBenchmark benchmark = new CompressionBenchmark();
    benchmark.file = PPROF;
    benchmark.read();
    try {
      assertThat(benchmark.gzip().length).isBetween(1, benchmark.inputBytes() - 1);
      assertThat(benchmark.naive().length).isBetween(1, benchmark.inputBytes() - 1);
      assertThat(benchmark.floor()).isPositive();
    } finally {
      benchmark.close();
    }
  }

  @Test
  void token() {
    TokenBenchmark benchmark = new TokenBenchmark();
    benchmark.make();
    assertThat(benchmark.token()).isEqualTo(benchmark.naive());
    assertThat(benchmark.floor()).isNotZero();
  }

  @Test
  void ring() {
    RingBenchmark benchmark = new RingBenchmark();
    benchmark.members = 9;
    benchmark.make();
    assertThat(benchmark.lookup()).isBetween(0 + 1 + 2, 6 + 7 + 8);
    assertThat(benchmark.naive()).asInstanceOf(InstanceOfAssertFactories.COLLECTION).hasSize(3);
    assertThat(benchmark.floor()).isLessThan(9 * 512);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10})
  void growth(int repetition) throws Exception {
    GrowthBenchmark benchmark = new GrowthBenchmark();
    benchmark.samples = 1000;
    benchmark.repetition = repetition;
    benchmark.make();
    try {
      assertThat(benchmark.transform()).isPositive();
      assertThat(benchmark.parse()).isNotNull();
    } finally {
      benchmark.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void hostile(HostileBody body) {
    HostileBenchmark benchmark = new HostileBenchmark();
    benchmark.body = body;
    benchmark.make();
    try {
      int stored = body == HostileBody.EQUAL_SAMPLES_1MB ? 0 : 1;
      assertThat(benchmark.transformSplit().count(Outcome.STORED)).isEqualTo(stored);
      boolean isLarge =
          Set.of(HostileBody.EQUAL_SAMPLES_1MB, HostileBody.COLLIDING, HostileBody.RANDOM)
              .contains(body);
      assertThat(benchmark.inputBytes()).isBetween(40_000, isLarge ? 3_000_000 : 64 << 10);
    } finally {
      benchmark.close();
    }
  }
}
