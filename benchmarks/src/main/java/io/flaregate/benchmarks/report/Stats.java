package io.flaregate.benchmarks.report;

import java.util.Arrays;
import java.util.List;

/** What is computed of several results. */
final class Stats {
  private Stats() {}

  static double geometricMean(List<Double> values) {
    return Math.exp(values.stream().mapToDouble(Math::log).average().orElse(Double.NaN));
  }

  static double max(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
  }

  static double min(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
  }

  /** The middle value; of an even number the higher of the two. */
  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }

  /**
   * The slope of the straight line that fits best on doubly logarithmic paper: 1 means that {@code
   * y} is in proportion to {@code x}.
   */
  static double slope(List<Double> x, List<Double> y) {
    double meanX = x.stream().mapToDouble(Math::log).average().orElse(Double.NaN);
    double meanY = y.stream().mapToDouble(Math::log).average().orElse(Double.NaN);
    double product = 0;
    double square = 0;
    for (int i = 0; i < x.size(); i++) {
      double dx = Math.log(x.get(i)) - meanX;
      product += dx * (Math.log(y.get(i)) - meanY);
      square += dx * dx;
    }
    return product / square;
  }
}
