package io.flaregate.benchmarks.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flaregate.benchmarks.synthetic.HostileBody;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Files as JMH writes them, with made-up figures. */
final class FakeRun {
  private final List<String> results = new ArrayList<>();
  private final String mode;

  /** Times of operations. */
  FakeRun() {
    this("avgt");
  }

  /** Figures of one of JMH's modes. */
  FakeRun(String mode) {
    this.mode = mode;
  }

  /** Adds a result; params are name, value, … */
  FakeRun add(String benchmark, String method, double median, String... params) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < params.length; i += 2) {
      pairs.add("\"" + params[i] + "\": \"" + params[i + 1] + "\"");
    }
    results.add(
        String.format(
            Locale.ROOT,
            """
            {"benchmark": "io.flaregate.benchmarks.%s.%s", "mode": "%s", "params": {%s},
             "primaryMetric": {"score": 99.0, "scorePercentiles": {"0.0": 1, "50.0": %f}, "rawData": [[%f]]},
             "secondaryMetrics": {"gc.alloc.rate.norm": {"scorePercentiles": {"50.0": 1000.0}}}}
            """,
            benchmark,
            method,
            mode,
            String.join(", ", pairs),
            median,
            median));
    return this;
  }

  void write(Path file) throws IOException {
    Files.writeString(file, "[" + String.join(",", results) + "]", UTF_8);
  }

  /** Everything that a report tells, one file of each kind. */
  static void writeAll(Path folder) throws IOException {
    String otlp = "go-small-shop-cpu.otlp.pb";
    String pprof = "go-shop-cpu.pb.gz";
    FakeRun paths = new FakeRun();
    paths.add("TransformBenchmark", "transform", 100, "file", otlp);
    paths.add("TransformBenchmark", "parse", 125, "file", otlp);
    paths.add("TransformBenchmark", "transformSplit", 250, "file", otlp);
    paths.add("TransformBenchmark", "transformCopied", 110, "file", otlp);
    paths.add("TransformBenchmark", "transformSplitCopied", 275, "file", otlp);
    paths.add("TransformBenchmark", "floor", 40, "file", otlp);
    paths.add("TransformBenchmark", "naive", 700, "file", otlp);
    paths.add("TransformBenchmark", "naiveGzip", 2000, "file", otlp);
    paths.add("TransformBenchmark", "transformGzip", 200, "file", otlp);
    for (String method : List.of("push", "pushMerged", "parse", "floor", "naive")) {
      paths.add("PushBenchmark", method, 50, "file", pprof);
    }
    paths.write(folder.resolve(Runs.file(Runs.TURNS, 1)));
    FakeRun growth = new FakeRun();
    for (String samples : List.of("1000", "3000", "10000")) {
      double micros = Double.parseDouble(samples) / 4;
      for (String repetition : List.of("1", "10")) {
        String[] params = {"samples", samples, "repetition", repetition};
        growth.add("GrowthBenchmark", "transform", micros, params);
        growth.add("GrowthBenchmark", "parse", micros, params);
      }
    }
    growth.write(folder.resolve(Runs.file(Runs.GROWTH, 1)));
    steps(otlp, pprof).write(folder.resolve(Runs.file(Runs.STEPS, 1)));
    new FakeRun("thrpt")
        .add("TransformBenchmark", "transform-1", 0.01, "file", otlp)
        .add("TransformBenchmark", "transform-2", 0.019, "file", otlp)
        .add("TransformBenchmark", "floor-1", 0.1, "file", otlp)
        .add("TransformBenchmark", "floor-2", 0.197, "file", otlp)
        .write(folder.resolve(Runs.file(Runs.THREADS, 1)));
    Files.writeString(folder.resolve("machine.txt"), "a made-up machine", UTF_8);
  }

  private static FakeRun steps(String otlp, String pprof) {
    FakeRun steps = new FakeRun();
    step(steps, "DecodeBenchmark", "decode", "file", otlp);
    step(steps, "MergeBenchmark", "merge", "file", otlp);
    step(steps, "EncodeBenchmark", "encode", "file", otlp);
    step(steps, "CompressionBenchmark", "gzip", "file", pprof);
    step(steps, "RingBenchmark", "lookup", "members", "9");
    step(steps, "TokenBenchmark", "token");
    for (HostileBody body : HostileBody.values()) {
      for (String limits : List.of("default", "none")) {
        steps.add(
            "HostileBenchmark", "transformSplit", 2000, "body", body.name(), "limits", limits);
      }
    }
    return steps;
  }

  private static void step(FakeRun run, String benchmark, String method, String... params) {
    run.add(benchmark, method, 10, params);
    run.add(benchmark, "naive", 40, params);
    run.add(benchmark, "floor", 5, params);
  }
}
