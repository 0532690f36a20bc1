package io.flaregate.spi.telemetry;

import java.util.function.DoubleSupplier;

/** A number that is what it is now. */
public interface Gauge {
  /** Sets the value under the given label values, which come in the order of the names. */
  void set(double value, String... labelValues);

  /** Adds an amount, which may be negative. */
  void add(double amount, String... labelValues);

  /** Reads the value from a supplier at each scrape; the supplier must be quick and thread-safe. */
  void observe(DoubleSupplier supplier, String... labelValues);
}
