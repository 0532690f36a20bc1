package io.flaregate.benchmarks.report;

import java.util.Map;

/**
 * What JMH measured of one method with one set of parameters.
 *
 * @param benchmark the class' simple name
 * @param method the method's name
 * @param params its parameters
 * @param median the median of the iterations, in the unit of the benchmark
 * @param bytes bytes that an operation allocates
 */
record Result(
    String benchmark, String method, Map<String, String> params, double median, double bytes) {
  Result {
    params = Map.copyOf(params);
  }
}
