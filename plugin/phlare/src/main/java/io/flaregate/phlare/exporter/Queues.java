package io.flaregate.phlare.exporter;

import io.flaregate.phlare.config.PhlareExporterConfig;
import io.flaregate.phlare.config.RetryConfig;
import io.flaregate.phlare.delivery.Delivery;
import io.flaregate.phlare.durable.DurableQueue;
import io.flaregate.phlare.durable.QueuePage;
import io.flaregate.phlare.durable.RetryPolicy;
import io.flaregate.phlare.durable.SeriesPlacer;
import io.flaregate.spi.component.Settings;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Opens the queue that a configuration describes. */
final class Queues {
  private Queues() {}

  /**
   * Opens the write-ahead log and begins to deliver what is in it.
   *
   * @throws IOException if its directory is in use or cannot be used
   */
  static DurableQueue open(
      Settings settings, PhlareExporterConfig config, Delivery delivery, SeriesPlacer placer)
      throws IOException {
    DurableQueue queue =
        DurableQueue.open(
            settings,
            path(config.wal().directory()),
            config.wal().maxBytes(),
            config.pushMaxBytes(),
            config.sendingQueue().numConsumers(),
            policy(config.retryOnFailure()),
            delivery,
            placer);
    QueuePage.add(settings, queue);
    return queue;
  }

  private static Path path(String directory) throws IOException {
    try {
      return Path.of(directory);
    } catch (InvalidPathException e) {
      throw new IOException("\"" + directory + "\" is not a path", e);
    }
  }

  static RetryPolicy policy(RetryConfig config) {
    return new RetryPolicy(
        config.initialInterval(),
        config.randomizationFactor(),
        config.multiplier(),
        config.maxInterval(),
        config.maxElapsedTime());
  }

  /** What an exception says, for a person: those of files tell the file alone. */
  static String text(IOException e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    if (e instanceof AccessDeniedException) {
      return message + ": access denied";
    }
    boolean bare = e instanceof FileSystemException file && file.getReason() == null;
    return bare ? message + ": " + e.getClass().getSimpleName() : message;
  }
}
