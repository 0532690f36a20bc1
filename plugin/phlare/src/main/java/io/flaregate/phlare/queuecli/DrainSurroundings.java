package io.flaregate.phlare.queuecli;

import io.flaregate.phlare.cli.CommandSettings;
import io.flaregate.spi.component.Settings;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;

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
    return CommandSettings.of("queue", scheduler, workers, callbacks);
  }

  @Override
  public void close() {
    workers.shutdownNow();
    callbacks.shutdownNow();
    scheduler.shutdownNow();
  }
}
