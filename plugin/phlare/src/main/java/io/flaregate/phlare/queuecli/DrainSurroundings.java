package io.flaregate.phlare.queuecli;

import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.telemetry.Counter;
import io.flaregate.spi.telemetry.Gauge;
import io.flaregate.spi.telemetry.Histogram;
import io.flaregate.spi.telemetry.Meter;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.function.DoubleSupplier;

/** What a host gives a component, for a command that is none: threads, and no metrics. */
final class DrainSurroundings implements AutoCloseable {
  private final ExecutorService workers = Executors.newFixedThreadPool(2, threads("worker"));
  private final ExecutorService callbacks = Executors.newFixedThreadPool(2, threads("callback"));
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(threads("timer"));

  private static ThreadFactory threads(String name) {
    return task -> {
      Thread thread = new Thread(task, "drain-" + name);
      thread.setDaemon(true);
      return thread;
    };
  }

  Settings settings() {
    return new Settings(
        ComponentId.parse("phlare"),
        System.getLogger("queue"),
        new NoMeter(),
        Clock.systemUTC(),
        workers,
        callbacks,
        scheduler,
        page -> {});
  }

  @Override
  public void close() {
    workers.shutdownNow();
    callbacks.shutdownNow();
    scheduler.shutdownNow();
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
