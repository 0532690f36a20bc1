package io.flaregate.benchmarks.report;

import io.flaregate.benchmarks.guard.Operation;
import io.flaregate.benchmarks.guard.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Counts how often one thread and two threads run methods in the same time, each thread with a
 * benchmark of its own, in turns in one JVM: a machine gives its second core to others for some
 * seconds, too. What a method that shares nothing reaches says what there is to reach.
 */
public final class ThreadTurns {
  private static final String BENCHMARK = "TransformBenchmark";
  private static final int ROUNDS = 15;
  private static final int TURN_MILLIS = 300;
  private static final int WARM_UP_ROUNDS = 15;

  private final String file;
  private final List<Object> benchmarks;

  /** Loads the file twice. */
  ThreadTurns(String file) throws ReflectiveOperationException {
    this.file = file;
    benchmarks = List.of(Turns.load(BENCHMARK, file), Turns.load(BENCHMARK, file));
  }

  /** What a JVM of its own runs. Arguments: pace, file, methods. */
  public static void main(String[] args) throws Exception {
    long millis = Math.round(TURN_MILLIS * Double.parseDouble(args[0]));
    ThreadTurns turns = new ThreadTurns(args[1]);
    List<String> methods = List.of(args).subList(2, args.length);
    turns.measure(methods, WARM_UP_ROUNDS, millis);
    turns.measure(methods, ROUNDS, millis).forEach(OwnJvm::tell);
    // A benchmark may have threads that nobody ends here.
    System.exit(0);
  }

  /** The name of what so many threads reach together. */
  static String name(String method, int threads) {
    return method + "-" + threads;
  }

  /** Measures some rounds; operations per microsecond of all threads, as JMH writes them. */
  List<String> measure(List<String> methods, int rounds, long turnMillis) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(benchmarks.size());
    try {
      double[][] rates = new double[methods.size() * benchmarks.size()][rounds];
      for (int round = 0; round < rounds; round++) {
        for (int i = 0; i < rates.length; i++) {
          System.gc();
          String method = methods.get(i / benchmarks.size());
          rates[i][round] = turn(threads, method, 1 + i % benchmarks.size(), turnMillis);
        }
      }
      List<String> results = new ArrayList<>();
      for (int i = 0; i < rates.length; i++) {
        String name = name(methods.get(i / benchmarks.size()), 1 + i % benchmarks.size());
        results.add(OwnJvm.json(BENCHMARK + "." + name, "thrpt", file, rates[i], new double[1]));
      }
      return results;
    } finally {
      threads.shutdown();
    }
  }

  private double turn(ExecutorService threads, String method, int count, long millis)
      throws Exception {
    List<Callable<Double>> works = new ArrayList<>();
    for (Object benchmark : benchmarks.subList(0, count)) {
      Operation operation = Side.operation(benchmark, method);
      works.add(() -> 1 / Turns.turn(operation, millis)[0]);
    }
    double sum = 0;
    for (Future<Double> work : threads.invokeAll(works)) {
      sum += work.get();
    }
    return sum;
  }
}
