package io.flaregate.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the benchmarks, each method with each parameter in a JVM of its own. */
final class Runs {
  static final String ALL = "all.json";
  static final String ONE_THREAD = "threads-1.json";
  static final String TWO_THREADS = "threads-2.json";

  private static final String[] FILES_FOR_THREADS = {
    "go-small-shop-cpu.otlp.pb", "go-large-compile-cpu.otlp.pb"
  };

  private final Path folder;
  private final int iterations;
  private final TimeValue time;

  /**
   * Runs.
   *
   * @param folder where the results go
   * @param iterations how many of the measured ones count; three come before
   * @param millis how long each of them takes
   */
  Runs(Path folder, int iterations, long millis) {
    this.folder = folder;
    this.iterations = iterations;
    this.time = TimeValue.milliseconds(millis);
  }

  /** Runs everything. */
  void run() throws IOException, RunnerException {
    Files.createDirectories(folder);
    new Runner(options(ALL).include("\\.\\w+Benchmark\\.").build()).run();
    new Runner(threads(ONE_THREAD, 1).build()).run();
    new Runner(threads(TWO_THREADS, 2).build()).run();
  }

  private OptionsBuilder threads(String file, int threads) {
    OptionsBuilder options = options(file);
    options
        .include("\\.TransformBenchmark\\.transform$")
        .param("file", FILES_FOR_THREADS)
        .mode(Mode.Throughput)
        .threads(threads);
    return options;
  }

  private OptionsBuilder options(String file) {
    OptionsBuilder options = new OptionsBuilder();
    options
        .forks(1)
        .warmupIterations(3)
        .warmupTime(time)
        .measurementIterations(iterations)
        .measurementTime(time)
        .addProfiler(GCProfiler.class)
        .shouldFailOnError(true)
        .resultFormat(ResultFormatType.JSON)
        .result(folder.resolve(file).toString());
    return options;
  }
}
