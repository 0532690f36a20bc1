package io.flaregate.benchmarks.report;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What was measured of one method with one set of parameters.
 *
 * @param benchmark the class' simple name
 * @param method the method's name
 * @param params its parameters
 * @param median the median of the iterations, in the unit of the benchmark
 * @param bytes bytes that an operation allocates
 * @param iterations the iterations, or turns
 */
record Result(
    String benchmark,
    String method,
    Map<String, String> params,
    double median,
    double bytes,
    List<Double> iterations) {
  Result {
    params = Map.copyOf(params);
    iterations = List.copyOf(iterations);
  }

  /** The median of what each turn took over what the turn of another one in the same round took. */
  double over(Result other) {
    double[] ratios = new double[Math.min(iterations.size(), other.iterations.size())];
    Arrays.setAll(ratios, turn -> iterations.get(turn) / other.iterations.get(turn));
    return Stats.median(ratios);
  }
}
