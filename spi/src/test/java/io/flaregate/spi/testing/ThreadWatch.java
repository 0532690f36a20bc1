package io.flaregate.spi.testing;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Tells which threads have come into being since it was made. */
public final class ThreadWatch {
  /** Threads that libraries share in one JVM and keep, or end by themselves after idling. */
  private static final List<String> SHARED =
      List.of(
          TestSettings.THREAD_PREFIX,
          "Common-Cleaner",
          "Cleaner-",
          "ForkJoinPool.commonPool-",
          "CompletableFutureDelayScheduler",
          "JNA Cleaner",
          "Reference Handler",
          "Finalizer",
          "Signal Dispatcher",
          "Attach Listener",
          "process reaper",
          "surefire-",
          "junit-",
          "armeria-common-",
          "armeria-sun-",
          "globalEventExecutor-",
          "ObjectCleanerThread",
          "grpc-shared-",
          "grpc-default-",
          "grpc-timer-");

  private final Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());

  /** Names of threads that were not there before and that this code must have started. */
  public Set<String> newThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread) && thread.isAlive())
        .map(Thread::getName)
        .filter(name -> SHARED.stream().noneMatch(name::startsWith))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Waits until no new thread is left.
   *
   * @throws AssertionError naming those that stay
   */
  public void assertNoneLeft() {
    if (!Await.holdsWithin(Await.LIMIT, () -> newThreads().isEmpty())) {
      throw new AssertionError("threads that stay: " + newThreads());
    }
  }
}
