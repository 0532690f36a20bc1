package io.flaregate.spi.telemetry;

/** How values are spread. */
public interface Histogram {
  /** Records a value under the given label values, which come in the order of the names. */
  void record(double value, String... labelValues);
}
