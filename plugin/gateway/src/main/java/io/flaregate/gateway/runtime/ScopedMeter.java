package io.flaregate.gateway.runtime;

import io.flaregate.gateway.plugins.PluginScope;
import io.flaregate.spi.telemetry.Counter;
import io.flaregate.spi.telemetry.Gauge;
import io.flaregate.spi.telemetry.Histogram;
import io.flaregate.spi.telemetry.Meter;
import java.util.function.DoubleSupplier;

/**
 * The host's meter as one component sees it: what it is asked at a scrape runs with its plugin's
 * class loader.
 */
record ScopedMeter(Meter shared, PluginScope scope) implements Meter {

  @Override
  public Counter counter(String name, String help, String... labelNames) {
    return shared.counter(name, help, labelNames);
  }

  @Override
  public Gauge gauge(String name, String help, String... labelNames) {
    return new ScopedGauge(shared.gauge(name, help, labelNames), scope);
  }

  @Override
  public Histogram histogram(String name, String help, double[] upperBounds, String... labelNames) {
    return shared.histogram(name, help, upperBounds, labelNames);
  }

  private record ScopedGauge(Gauge shared, PluginScope scope) implements Gauge {
    @Override
    public void set(double value, String... labelValues) {
      shared.set(value, labelValues);
    }

    @Override
    public void add(double amount, String... labelValues) {
      shared.add(amount, labelValues);
    }

    @Override
    public void observe(DoubleSupplier supplier, String... labelValues) {
      shared.observe(() -> scope.get(supplier::getAsDouble), labelValues);
    }
  }
}
