package io.flaregate.benchmarks.report;

import com.sun.management.ThreadMXBean;
import io.flaregate.benchmarks.guard.Operation;
import io.flaregate.benchmarks.guard.Side;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs methods of one benchmark class with one file in turns, all in one JVM that runs nothing
 * else, so that a machine that is slower for some seconds is so for all of them. A turn is long
 * enough to have its share of collecting garbage, and starts without the garbage of the others.
 */
public final class Turns {
  private static final int ROUNDS = 21;
  private static final int TURN_MILLIS = 200;

  /** For each method. */
  private static final int WARM_UP_MILLIS = 3_000;

  private static final int WARM_UP_TURN_MILLIS = 25;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final String benchmark;
  private final String file;
  private final Map<String, Operation> operations = new LinkedHashMap<>();

  /** Loads the file. */
  Turns(String benchmark, String file, List<String> methods) throws ReflectiveOperationException {
    this.benchmark = benchmark;
    this.file = file;
    Object instance = load(benchmark, file);
    for (String method : methods) {
      operations.put(method, Side.operation(instance, method));
    }
  }

  /** A benchmark that has read a file. */
  static Object load(String benchmark, String file) throws ReflectiveOperationException {
    return Side.instance(Class.forName("io.flaregate.benchmarks." + benchmark), file);
  }

  /** What a JVM of its own runs. Arguments: pace, benchmark, file, methods. */
  public static void main(String[] args) throws Exception {
    double pace = Double.parseDouble(args[0]);
    Turns turns = new Turns(args[1], args[2], List.of(args).subList(3, args.length));
    turns.warmUp(Math.round(WARM_UP_MILLIS * turns.operations.size() * pace));
    turns.measure(ROUNDS, Math.round(TURN_MILLIS * pace)).forEach(OwnJvm::tell);
    // A benchmark may have threads that nobody ends here.
    System.exit(0);
  }

  /** Runs all in short turns. */
  void warmUp(long millis) throws Exception {
    long start = System.nanoTime();
    while (System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(millis)) {
      for (Operation operation : operations.values()) {
        turn(operation, WARM_UP_TURN_MILLIS);
      }
    }
  }

  /** Measures some rounds; the results as JMH writes them. */
  List<String> measure(int rounds, long turnMillis) throws Exception {
    Map<String, double[]> micros = new LinkedHashMap<>();
    Map<String, double[]> bytes = new LinkedHashMap<>();
    for (String method : operations.keySet()) {
      micros.put(method, new double[rounds]);
      bytes.put(method, new double[rounds]);
    }
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<String, Operation> each : operations.entrySet()) {
        System.gc();
        double[] spent = turn(each.getValue(), turnMillis);
        at(micros, each.getKey())[round] = spent[0];
        at(bytes, each.getKey())[round] = spent[1];
      }
    }
    return operations.keySet().stream()
        .map(
            method ->
                OwnJvm.json(
                    benchmark + "." + method, "avgt", file, at(micros, method), at(bytes, method)))
        .toList();
  }

  private static double[] at(Map<String, double[]> figures, String method) {
    return figures.getOrDefault(method, new double[0]);
  }

  /** Runs an operation for a while; its microseconds and bytes. */
  static double[] turn(Operation operation, long millis) throws Exception {
    long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    long spent;
    int times = 0;
    do {
      Operation.repeat(operation, 1);
      times++;
      spent = System.nanoTime() - start;
    } while (spent < nanos);
    double bytes = THREADS.getCurrentThreadAllocatedBytes() - allocated;
    return new double[] {spent / 1e3 / times, bytes / times};
  }
}
