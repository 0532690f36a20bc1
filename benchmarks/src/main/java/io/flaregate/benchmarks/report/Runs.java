package io.flaregate.benchmarks.report;

import io.flaregate.benchmarks.GrowthBenchmark;
import io.flaregate.benchmarks.PushBenchmark;
import io.flaregate.benchmarks.TransformBenchmark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the benchmarks, each method with each parameter in a JVM of its own. */
final class Runs {
  static final String PATHS = "paths";
  static final String STEPS = "steps";
  static final String ONE_THREAD = "threads-1";
  static final String TWO_THREADS = "threads-2";

  /** Everything is measured so often, minutes apart: a machine may be slow for minutes. */
  static final int PASSES = 3;

  private static final String[] FILES_FOR_THREADS = {
    "go-small-shop-cpu.otlp.pb", "go-large-compile-cpu.otlp.pb"
  };

  private final Path folder;
  private final double pace;
  private final int passes;

  /**
   * Runs.
   *
   * @param folder where the results go
   * @param pace a factor for the time that each iteration takes
   * @param passes how often everything is measured, at most {@link #PASSES}
   */
  Runs(Path folder, double pace, int passes) {
    this.folder = folder;
    this.pace = pace;
    this.passes = passes;
  }

  /** The file with the results of a pass, counted from 1. */
  static String file(String kind, int pass) {
    return kind + "." + pass + ".json";
  }

  /** Runs everything that the report tells. */
  void run() throws IOException, RunnerException {
    Files.createDirectories(folder);
    for (String kind : List.of(PATHS, STEPS, ONE_THREAD, TWO_THREADS)) {
      for (int pass = 1; pass <= PASSES; pass++) {
        Files.deleteIfExists(folder.resolve(file(kind, pass)));
      }
    }
    for (int pass = 1; pass <= passes; pass++) {
      run(file(PATHS, pass), paths());
      run(file(STEPS, pass), List.of(steps()));
      run(file(ONE_THREAD, pass), List.of(threads(1)));
      run(file(TWO_THREADS, pass), List.of(threads(2)));
    }
  }

  private void run(String file, List<Options> runs) throws RunnerException {
    List<RunResult> results = new ArrayList<>();
    for (Options options : runs) {
      results.addAll(new Runner(options).run());
    }
    ResultFormatFactory.getInstance(ResultFormatType.JSON, folder.resolve(file).toString())
        .writeOut(results);
  }

  /** All methods with one file after the other: what a ratio divides is measured close together. */
  private List<Options> paths() {
    List<Options> runs = new ArrayList<>();
    for (Class<?> benchmark : List.of(TransformBenchmark.class, PushBenchmark.class)) {
      for (String file : files(benchmark)) {
        runs.add(path().include(all(benchmark)).param("file", file).build());
      }
    }
    runs.add(path().include(all(GrowthBenchmark.class)).build());
    return runs;
  }

  private static String all(Class<?> benchmark) {
    return "\\." + benchmark.getSimpleName() + "\\.";
  }

  private static List<String> files(Class<?> benchmark) {
    try {
      return List.of(benchmark.getField("file").getAnnotation(Param.class).value());
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(benchmark + " has no parameter file", e);
    }
  }

  private Options steps() {
    return options(400, 250)
        .include("\\.(Decode|Merge|Encode|Compression|Token|Ring|Hostile)Benchmark\\.")
        .build();
  }

  private Options threads(int threads) {
    return path()
        .include("\\.TransformBenchmark\\.transform$")
        .param("file", FILES_FOR_THREADS)
        .mode(Mode.Throughput)
        .threads(threads)
        .build();
  }

  /** Whole paths are much code, and objects of protobuf much garbage: both take time to settle. */
  private ChainedOptionsBuilder path() {
    return options(800, 400).exclude("\\.(naiveSplit|transformSplitGzip)$");
  }

  private ChainedOptionsBuilder options(int warmUpMillis, int millis) {
    return new OptionsBuilder()
        .forks(1)
        .warmupIterations(3)
        .warmupTime(time(warmUpMillis))
        .measurementIterations(3)
        .measurementTime(time(millis))
        .addProfiler(GCProfiler.class)
        .shouldFailOnError(true);
  }

  private TimeValue time(int millis) {
    return TimeValue.milliseconds(Math.round(millis * pace));
  }
}
