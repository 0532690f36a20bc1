package io.flaregate.phlare.cli;

import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.telemetry.Counter;
import io.flaregate.spi.telemetry.Gauge;
import io.flaregate.spi.telemetry.Histogram;
import io.flaregate.spi.telemetry.Meter;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.DoubleSupplier;

/** What a command gives the product's parts that it uses outside of a gateway. */
public final class CommandSettings {
  private CommandSettings() {}

  /**
   * Settings without metrics and pages.
   *
   * @param logger the name of what is logged
   * @param callbacks also in place of the workers
   */
  public static Settings of(String logger, ScheduledExecutorService scheduler, Executor callbacks) {
    return of(logger, scheduler, callbacks, callbacks);
  }

  /**
   * Settings without metrics and pages.
   *
   * @param logger the name of what is logged
   */
  public static Settings of(
      String logger, ScheduledExecutorService scheduler, Executor workers, Executor callbacks) {
    return new Settings(
        ComponentId.parse("phlare"),
        System.getLogger(logger),
        new NoMeter(),
        Clock.systemUTC(),
        workers,
        callbacks,
        scheduler,
        page -> {});
  }

  /** Nobody scrapes a command. */
  private static final class NoMeter implements Meter {
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
    public Histogram histogram(
        String name, String help, double[] upperBounds, String... labelNames) {
      return (value, labelValues) -> {};
    }
  }
}
