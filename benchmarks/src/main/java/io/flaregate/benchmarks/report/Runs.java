package io.flaregate.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the benchmarks, each method with each parameter in a JVM of its own. */
final class Runs {
  static final String PATHS = "paths.json";
  static final String STEPS = "steps.json";
  static final String ONE_THREAD = "threads-1.json";
  static final String TWO_THREADS = "threads-2.json";

  private static final String[] FILES_FOR_THREADS = {
    "go-small-shop-cpu.otlp.pb", "go-large-compile-cpu.otlp.pb"
  };

  private final Path folder;
  private final double pace;

  /**
   * Runs.
   *
   * @param folder where the results go
   * @param pace a factor for the time that each iteration takes
   */
  Runs(Path folder, double pace) {
    this.folder = folder;
    this.pace = pace;
  }

  /** Runs everything that the report tells. */
  void run() throws IOException, RunnerException {
    Files.createDirectories(folder);
    new Runner(paths(PATHS).include("\\.(Transform|Push|Growth)Benchmark\\.").build()).run();
    new Runner(steps()).run();
    new Runner(threads(ONE_THREAD, 1)).run();
    new Runner(threads(TWO_THREADS, 2)).run();
  }

  private Options steps() {
    return options(STEPS, 700, 400)
        .include("\\.(Decode|Merge|Encode|Compression|Token|Ring|Hostile)Benchmark\\.")
        .build();
  }

  private Options threads(String file, int threads) {
    return paths(file)
        .include("\\.TransformBenchmark\\.transform$")
        .param("file", FILES_FOR_THREADS)
        .mode(Mode.Throughput)
        .threads(threads)
        .build();
  }

  /** Whole paths are much code, and objects of protobuf much garbage: both take time to settle. */
  private ChainedOptionsBuilder paths(String file) {
    return options(file, 1500, 700).exclude("\\.(naiveSplit|transformSplitGzip)$");
  }

  private ChainedOptionsBuilder options(String file, int warmUpMillis, int millis) {
    return new OptionsBuilder()
        .forks(1)
        .warmupIterations(3)
        .warmupTime(time(warmUpMillis))
        .measurementIterations(5)
        .measurementTime(time(millis))
        .addProfiler(GCProfiler.class)
        .shouldFailOnError(true)
        .resultFormat(ResultFormatType.JSON)
        .result(folder.resolve(file).toString());
  }

  private TimeValue time(int millis) {
    return TimeValue.milliseconds(Math.round(millis * pace));
  }
}
