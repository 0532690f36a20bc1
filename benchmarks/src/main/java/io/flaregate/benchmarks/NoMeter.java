package io.flaregate.benchmarks;

import io.flaregate.spi.telemetry.Counter;
import io.flaregate.spi.telemetry.Gauge;
import io.flaregate.spi.telemetry.Histogram;
import io.flaregate.spi.telemetry.Meter;
import java.util.function.DoubleSupplier;

/** Counts nothing, so that what is measured is the path and not the metrics library. */
final class NoMeter implements Meter {
  @Override
  public Counter counter(String name, String help, String... labelNames) {
    return (amount, labelValues) -> {};
  }

  @Override
  public Gauge gauge(String name, String help, String... labelNames) {
    return new Gauge() {
      @Override
      public void set(double value, String... labelValues) {}

      @Override
      public void add(double amount, String... labelValues) {}

      @Override
      public void observe(DoubleSupplier supplier, String... labelValues) {}
    };
  }

  @Override
  public Histogram histogram(String name, String help, double[] upperBounds, String... labelNames) {
    return (value, labelValues) -> {};
  }
}
