package io.flaregate.gateway.runtime;

import io.flaregate.spi.component.FairExecutor;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of a gateway: as many workers as cores for decoding, merging and encoding, a few for
 * callbacks, one for timers. The queues are not bounded here: what may wait in them is bounded in
 * bytes where it comes in. Threads start with the first task.
 */
public final class HostExecutors implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger("gateway");
  private static final long END_SECONDS = 5;
  private static final long IDLE_SECONDS = 60;

  private final ThreadPoolExecutor workers;
  private final FairExecutor turns;
  private final ThreadPoolExecutor callbacks;
  private final ScheduledThreadPoolExecutor scheduler;

  public HostExecutors() {
    int cores = Runtime.getRuntime().availableProcessors();
    workers = pool("worker", cores);
    turns = new TurnTaking(workers);
    callbacks = pool("callback", Math.max(2, cores));
    scheduler = new ScheduledThreadPoolExecutor(1, threads("timer"));
    scheduler.setRemoveOnCancelPolicy(true);
    scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  private static ThreadPoolExecutor pool(String name, int threads) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            threads(name));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private static ThreadFactory threads(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, "flaregate-" + name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      thread.setUncaughtExceptionHandler(
          (dead, failure) ->
              LOGGER.log(Level.ERROR, "a task failed on " + dead.getName(), failure));
      return thread;
    };
  }

  /** Runs work that keeps a core busy; tenants take turns. */
  public FairExecutor workers() {
    return turns;
  }

  /** Runs short continuations. */
  public Executor callbacks() {
    return callbacks;
  }

  /** Runs timers. */
  public ScheduledExecutorService scheduler() {
    return scheduler;
  }

  /** Ends the threads; what still waits is dropped. */
  @Override
  public void close() {
    List<ExecutorService> all = List.of(scheduler, workers, callbacks);
    all.forEach(ExecutorService::shutdown);
    for (ExecutorService each : all) {
      try {
        if (!each.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
          LOGGER.log(Level.WARNING, "tasks do not end and are interrupted: " + each);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      each.shutdownNow();
    }
  }
}
