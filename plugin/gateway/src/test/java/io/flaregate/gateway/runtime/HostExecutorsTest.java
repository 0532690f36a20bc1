package io.flaregate.gateway.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.gateway.admin.PageRegistry;
import io.flaregate.gateway.graph.ComponentKey;
import io.flaregate.gateway.plugins.PluginScope;
import io.flaregate.gateway.telemetry.Metrics;
import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.ComponentKind;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.RecordingLogger;
import io.flaregate.spi.testing.ThreadWatch;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostExecutorsTest {
  private final ThreadWatch threads = new ThreadWatch();
  private final HostExecutors executors = new HostExecutors();
  private final ClassLoader loader = new URLClassLoader(new URL[0]);
  private final PluginScope scope = new PluginScope(loader);

  @AfterEach
  void close() {
    executors.close();
    threads.assertNoneLeft();
  }

  private Settings settings() {
    return new ComponentSettings(executors, new Metrics(), new PageRegistry(), Clock.systemUTC())
        .settings(
            new ComponentKey(ComponentKind.RECEIVER, ComponentId.parse("otlp/two"), ""), scope);
  }

  private static ClassLoader loaderOn(Executor executor) {
    CompletableFuture<ClassLoader> seen = new CompletableFuture<>();
    executor.execute(() -> seen.complete(Thread.currentThread().getContextClassLoader()));
    return Await.result(seen);
  }

  @Test
  void tasksOfAComponentRunWithTheClassLoaderOfItsPlugin() {
    Settings settings = settings();
    assertThat(loaderOn(settings.workers())).isSameAs(loader);
    assertThat(loaderOn(settings.callbacks())).isSameAs(loader);
    assertThat(loaderOn(settings.scheduler())).isSameAs(loader);
    assertThat(loaderOn(executors.workers())).isNotSameAs(loader);
    assertThat(settings.logger().getName()).isEqualTo("receiver.otlp/two");
  }

  @Test
  void asManyWorkersAsCoresRunAtOnceAndNoMore() {
    int cores = Runtime.getRuntime().availableProcessors();
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    for (int i = 0; i < 4 * cores; i++) {
      executors
          .workers()
          .execute(
              () -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                await(go);
                running.decrementAndGet();
                done.incrementAndGet();
              });
    }
    Await.until("all workers are busy", () -> running.get() == cores);
    go.countDown();
    Await.until("all tasks are done", () -> done.get() == 4 * cores);
    assertThat(most).hasValue(cores);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aTaskThatThrowsDoesNotKeepTheNextFromRunning() {
    executors
        .workers()
        .execute(
            () -> {
              throw new StackOverflowError();
            });
    assertThat(loaderOn(executors.workers())).isNotNull();
  }

  @Test
  void aTimerThatFailsIsLogged() {
    RecordingLogger logger = new RecordingLogger("test");
    ScheduledExecutorService timers = new ScopedScheduler(executors.scheduler(), scope, logger);
    IllegalStateException failure = new IllegalStateException("late");
    ScheduledFuture<?> task =
        timers.scheduleWithFixedDelay(
            () -> {
              throw failure;
            },
            0,
            1,
            TimeUnit.NANOSECONDS);
    Await.until("the task has ended", task::isDone);
    assertThat(logger.events()).hasSize(1);
    assertThat(logger.events().get(0).thrown()).isSameAs(failure);
  }

  @Test
  void aTimerCanBeCancelledAndReturnsValues() throws Exception {
    ScheduledExecutorService timers = settings().scheduler();
    ScheduledFuture<String> value = timers.schedule(() -> "due", 1, TimeUnit.NANOSECONDS);
    assertThat(value.get(30, TimeUnit.SECONDS)).isEqualTo("due");
    ScheduledFuture<?> never = timers.scheduleAtFixedRate(() -> {}, 1, 1, TimeUnit.HOURS);
    assertThat(never.cancel(false)).isTrue();
    assertThat(never.isCancelled()).isTrue();
  }

  @Test
  void aComponentCannotEndTheHostsTimers() {
    ScheduledExecutorService timers = settings().scheduler();
    assertThatThrownBy(timers::shutdown).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(timers::shutdownNow).isInstanceOf(UnsupportedOperationException.class);
    assertThat(timers.isShutdown()).isFalse();
    assertThat(timers.isTerminated()).isFalse();
  }

  @Test
  void suppliersOfGaugesRunWithTheClassLoaderOfTheirPlugin() {
    Metrics metrics = new Metrics();
    CompletableFuture<ClassLoader> seen = new CompletableFuture<>();
    new ScopedMeter(metrics, scope)
        .gauge("flaregate_test", "help")
        .observe(
            () -> {
              seen.complete(Thread.currentThread().getContextClassLoader());
              return 3;
            });
    assertThat(metrics.text()).contains("flaregate_test 3.0");
    assertThat(Await.result(seen)).isSameAs(loader);
  }
}
