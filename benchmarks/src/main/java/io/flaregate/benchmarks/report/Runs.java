package io.flaregate.benchmarks.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flaregate.benchmarks.CompressionBenchmark;
import io.flaregate.benchmarks.DecodeBenchmark;
import io.flaregate.benchmarks.EncodeBenchmark;
import io.flaregate.benchmarks.GrowthBenchmark;
import io.flaregate.benchmarks.MergeBenchmark;
import io.flaregate.benchmarks.PushBenchmark;
import io.flaregate.benchmarks.TransformBenchmark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks: what is compared most in turns in one JVM a file, the rest by JMH, each
 * method with each parameter in a JVM of its own.
 */
final class Runs {
  static final String TURNS = "turns";
  static final String GROWTH = "growth";
  static final String STEPS = "steps";
  static final String THREADS = "threads";

  /** What takes no turns is measured so often, minutes apart: a machine may be slow for minutes. */
  static final int PASSES = 2;

  /** What takes turns: methods of a benchmark with each of its files. */
  private record Group(Class<?> benchmark, List<String> methods) {
    Group(Class<?> benchmark, String... methods) {
      this(benchmark, List.of(methods));
    }
  }

  private static final List<Group> GROUPS =
      List.of(
          new Group(
              TransformBenchmark.class,
              "parse",
              "transform",
              "transformCopied",
              "floor",
              "transformSplit",
              "transformSplitCopied",
              "naive",
              "transformGzip",
              "naiveGzip"),
          new Group(PushBenchmark.class, "parse", "push", "pushMerged", "floor", "naive"),
          new Group(DecodeBenchmark.class, "decode", "naive", "floor"),
          new Group(MergeBenchmark.class, "merge", "naive", "floor"),
          new Group(EncodeBenchmark.class, "encode", "naive", "floor"),
          new Group(CompressionBenchmark.class, "gzip", "naive", "floor"));

  private static final List<String> FILES_FOR_THREADS =
      List.of("go-small-shop-cpu.otlp.pb", "go-large-compile-cpu.otlp.pb");

  private final Path folder;
  private final double pace;
  private final int passes;

  /**
   * Runs.
   *
   * @param folder where the results go
   * @param pace a factor for the time that each iteration takes
   * @param passes how often JMH measures everything, at most {@link #PASSES}
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
  void run() throws IOException, RunnerException, InterruptedException {
    Files.createDirectories(folder);
    for (String kind : List.of(TURNS, THREADS, GROWTH, STEPS)) {
      for (int pass = 1; pass <= PASSES; pass++) {
        Files.deleteIfExists(folder.resolve(file(kind, pass)));
      }
    }
    turns();
    for (int pass = 1; pass <= passes; pass++) {
      run(file(GROWTH, pass), path().include(all(GrowthBenchmark.class)).build());
      run(file(STEPS, pass), steps());
    }
  }

  private void turns() throws IOException, InterruptedException {
    List<String> results = new ArrayList<>();
    for (Group group : GROUPS) {
      String name = group.benchmark().getSimpleName();
      for (String file : files(group.benchmark())) {
        results.addAll(inTurns(Turns.class, List.of(name, file), group.methods()));
      }
    }
    write(TURNS, results);
    results.clear();
    for (String file : FILES_FOR_THREADS) {
      results.addAll(inTurns(ThreadTurns.class, List.of(file), List.of("floor", "transform")));
    }
    write(THREADS, results);
  }

  private List<String> inTurns(Class<?> main, List<String> what, List<String> methods)
      throws IOException, InterruptedException {
    System.out.println("# " + main.getSimpleName() + ": " + String.join(" with ", what));
    List<String> arguments = new ArrayList<>(List.of(String.valueOf(pace)));
    arguments.addAll(what);
    arguments.addAll(methods);
    return OwnJvm.run(main, arguments);
  }

  private void write(String kind, List<String> results) throws IOException {
    String all = "[\n" + String.join(",\n", results) + "]\n";
    Files.writeString(folder.resolve(file(kind, 1)), all, UTF_8);
  }

  private void run(String file, Options options) throws RunnerException {
    ResultFormatFactory.getInstance(ResultFormatType.JSON, folder.resolve(file).toString())
        .writeOut(new Runner(options).run());
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
    return options(400, 250).include("\\.(Token|Ring|Hostile)Benchmark\\.").build();
  }

  /**
   * Whole paths are much code, and objects of protobuf much garbage: both take time to settle, for
   * some bodies five seconds until the compiler has done with them.
   */
  private ChainedOptionsBuilder path() {
    return options(1800, 400);
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
