package io.flaregate.benchmarks.guard;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Times operations against each other: in every round each of them runs for about the same time, so
 * that what else the machine does hits all of them alike. Ratios are taken within a round, and the
 * median of the rounds counts.
 */
final class TimeMeter {
  private static final long BATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Map<String, double[]> nanos = new LinkedHashMap<>();

  private TimeMeter() {}

  /** Times operations over some rounds, after they have been warmed up. */
  static TimeMeter measure(Map<String, Operation> operations, int rounds) throws Exception {
    TimeMeter meter = new TimeMeter();
    Map<String, Integer> times = new LinkedHashMap<>();
    for (Map.Entry<String, Operation> each : operations.entrySet()) {
      times.put(each.getKey(), timesIn(each.getValue(), BATCH_NANOS));
      meter.nanos.put(each.getKey(), new double[rounds]);
    }
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<String, Operation> each : operations.entrySet()) {
        int count = times.getOrDefault(each.getKey(), 1);
        long start = System.nanoTime();
        Operation.repeat(each.getValue(), count);
        double spent = System.nanoTime() - start;
        meter.rounds(each.getKey())[round] = spent / count;
      }
    }
    return meter;
  }

  /** Runs an operation for a while; how often it ran. */
  static int timesIn(Operation operation, long nanos) throws Exception {
    long start = System.nanoTime();
    int times = 0;
    do {
      Operation.repeat(operation, 1);
      times++;
    } while (System.nanoTime() - start < nanos);
    return times;
  }

  private double[] rounds(String operation) {
    double[] rounds = nanos.get(operation);
    if (rounds == null) {
      throw new IllegalArgumentException("nothing measured of " + operation);
    }
    return rounds;
  }

  /** The median over the rounds of one operation's time over another's. */
  double ratio(String operation, String baseline) {
    double[] over = rounds(operation);
    double[] under = rounds(baseline);
    double[] ratios = new double[over.length];
    Arrays.setAll(ratios, round -> over[round] / under[round]);
    Arrays.sort(ratios);
    return ratios[ratios.length / 2];
  }
}
