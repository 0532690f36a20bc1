package io.flaregate.spi.testing;

import io.flaregate.spi.admin.Page;
import io.flaregate.spi.admin.Pages;
import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.Settings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Settings for the component under test, with everything that it was given to look at. To be
 * closed: then no thread of the executors is left.
 */
public final class TestSettings implements AutoCloseable {
  /** What the names of the executors' threads start with. */
  public static final String THREAD_PREFIX = "test-settings-";

  private static final int THREADS = 2;

  private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
  private final FakeMeter meter = new FakeMeter();
  private final RecordingLogger logger;
  private final List<Page> pages = new ArrayList<>();
  private final ExecutorService workers = pool("worker");
  private final ExecutorService callbacks = pool("callback");
  private final ScheduledExecutorService scheduler = scheduler();
  private final Settings settings;

  /** Settings of a component whose clock is the system's. */
  public TestSettings(String id) {
    this(id, Clock.systemUTC());
  }

  /** Settings of a component with a clock, for example a {@link FakeClock}. */
  public TestSettings(String id, Clock clock) {
    ComponentId componentId = ComponentId.parse(id);
    logger = new RecordingLogger(id);
    settings =
        new Settings(
            componentId, logger, meter, clock, workers, callbacks, scheduler, new FakePages());
  }

  private ExecutorService pool(String name) {
    ThreadPoolExecutor pool =
        (ThreadPoolExecutor) Executors.newFixedThreadPool(THREADS, threads(name));
    pool.prestartAllCoreThreads();
    return pool;
  }

  private ScheduledExecutorService scheduler() {
    ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(1, threads("timer"));
    pool.setRemoveOnCancelPolicy(true);
    pool.prestartAllCoreThreads();
    return pool;
  }

  private ThreadFactory threads(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, THREAD_PREFIX + name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      threads.add(thread);
      return thread;
    };
  }

  /** What to give the component. */
  public Settings settings() {
    return settings;
  }

  /** The same under another id. */
  public Settings settings(String id) {
    return new Settings(
        ComponentId.parse(id),
        logger,
        meter,
        settings.clock(),
        workers,
        callbacks,
        scheduler,
        settings.pages());
  }

  /** What the component counted. */
  public FakeMeter meter() {
    return meter;
  }

  /** What the component logged. */
  public RecordingLogger logger() {
    return logger;
  }

  /** The pages that the component added. */
  public List<Page> pages() {
    synchronized (pages) {
      return List.copyOf(pages);
    }
  }

  /** Ends the executors and waits for their threads. */
  @Override
  public void close() {
    List.of(workers, callbacks, scheduler).forEach(ExecutorService::shutdownNow);
    Await.until(
        "the tasks of the settings' executors end",
        () -> threads.stream().noneMatch(Thread::isAlive));
  }

  private final class FakePages implements Pages {
    @Override
    public void add(Page page) {
      synchronized (pages) {
        if (pages.stream().anyMatch(known -> known.path().equals(page.path()))) {
          throw new IllegalArgumentException("page " + page.path() + " is taken");
        }
        pages.add(page);
      }
    }
  }
}
