package io.flaregate.spi.telemetry;

/** A number that only grows. */
public interface Counter {
  /** Adds an amount ≥ 0 under the given label values, which come in the order of the names. */
  void add(double amount, String... labelValues);

  /** Adds one. */
  default void increment(String... labelValues) {
    add(1, labelValues);
  }
}
