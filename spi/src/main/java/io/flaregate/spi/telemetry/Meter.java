package io.flaregate.spi.telemetry;

/**
 * Where a component gets its metrics. Asking twice for one name gives the same metric; asking with
 * other labels or another kind is an {@link IllegalArgumentException}.
 *
 * <p>The number of label value sets of one metric is capped by the host; beyond the cap every value
 * set is counted under the label value {@code overflow}, so that no sender can grow the registry.
 */
public interface Meter {

  /** A counter under its exact name, such as {@code pyroscope_discarded_samples_total}. */
  Counter counter(String name, String help, String... labelNames);

  /** A gauge under its exact name. */
  Gauge gauge(String name, String help, String... labelNames);

  /**
   * A histogram under its exact name.
   *
   * @param upperBounds the buckets' inclusive upper bounds, rising, without +Inf
   */
  Histogram histogram(String name, String help, double[] upperBounds, String... labelNames);
}
