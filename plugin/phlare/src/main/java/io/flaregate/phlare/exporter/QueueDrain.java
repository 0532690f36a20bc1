package io.flaregate.phlare.exporter;

import io.flaregate.phlare.config.PhlareExporterConfig;
import io.flaregate.phlare.delivery.Delivery;
import io.flaregate.phlare.durable.DurableQueue;
import io.flaregate.phlare.durable.QueueStatus;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.Settings;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Delivers what a write-ahead log holds, without a gateway around it. */
public final class QueueDrain {
  private static final long LOOK_MILLIS = 100;
  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private QueueDrain() {}

  /**
   * Delivers until nothing is left or the time is over.
   *
   * @param config where the log is, and where its series go
   * @param dead whether dead letters are tried again too
   * @param limitNanos how long to try
   * @param progress is told about ten times a second how far it is
   * @return how it is in the end
   * @throws IOException if the log cannot be opened, such as while a gateway has it, or be read
   * @throws ComponentException if its destinations cannot work
   * @throws InterruptedException if the thread is interrupted
   */
  public static QueueStatus run(
      Settings settings,
      PhlareExporterConfig config,
      boolean dead,
      long limitNanos,
      Consumer<QueueStatus> progress)
      throws IOException, ComponentException, InterruptedException {
    Delivery delivery =
        new Delivery(
            settings,
            config.pushLimit(),
            config.pushLimitKey(),
            config.pushMaxBytes(),
            config.inflightMaxBytes());
    Destinations destinations = DestinationsFactory.open(settings, config, Optional::empty);
    try {
      DurableQueue queue = Queues.open(settings, config, delivery, destinations);
      try {
        if (dead) {
          queue.reviveDead();
        }
        await(queue, destinations, System.nanoTime() + limitNanos, progress);
        return queue.status();
      } finally {
        queue.stop();
        delivery.inflight().close(System.nanoTime() + CLOSE_NANOS);
        queue.close(System.nanoTime() + CLOSE_NANOS);
      }
    } finally {
      destinations.close(System.nanoTime() + CLOSE_NANOS);
    }
  }

  private static void await(
      DurableQueue queue,
      Destinations destinations,
      long untilNanos,
      Consumer<QueueStatus> progress)
      throws IOException, InterruptedException {
    while (!queue.isDrained() && untilNanos - System.nanoTime() > 0) {
      Exception failure = queue.replayFailure();
      if (failure != null) {
        throw new IOException("the log cannot be read: " + failure.getMessage(), failure);
      }
      destinations.tend();
      progress.accept(queue.status());
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }
}
