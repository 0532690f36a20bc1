package io.flaregate.gateway.runtime;

import io.flaregate.gateway.plugins.PluginScope;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The host's timers as one component sees them: tasks run with its plugin's class loader, what they
 * throw is logged (a periodic task ends then, and nobody looks at its future), and the component
 * cannot end the executor.
 */
final class ScopedScheduler extends AbstractExecutorService implements ScheduledExecutorService {
  private final ScheduledExecutorService shared;
  private final PluginScope scope;
  private final System.Logger logger;

  ScopedScheduler(ScheduledExecutorService shared, PluginScope scope, System.Logger logger) {
    this.shared = shared;
    this.scope = scope;
    this.logger = logger;
  }

  private Runnable scoped(Runnable task) {
    return () -> {
      try {
        scope.run(task::run);
      } catch (RuntimeException | Error e) {
        logger.log(Level.ERROR, "a timer's task failed", e);
        throw e;
      }
    };
  }

  private <V> Callable<V> scoped(Callable<V> task) {
    return () -> scope.<V, Exception>call(task::call);
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    return shared.schedule(scoped(command), delay, unit);
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
    return shared.schedule(scoped(callable), delay, unit);
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable command, long initialDelay, long period, TimeUnit unit) {
    return shared.scheduleAtFixedRate(scoped(command), initialDelay, period, unit);
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable command, long initialDelay, long delay, TimeUnit unit) {
    return shared.scheduleWithFixedDelay(scoped(command), initialDelay, delay, unit);
  }

  @Override
  public void execute(Runnable command) {
    shared.execute(scoped(command));
  }

  @Override
  public void shutdown() {
    throw new UnsupportedOperationException("the scheduler belongs to the host");
  }

  @Override
  public List<Runnable> shutdownNow() {
    throw new UnsupportedOperationException("the scheduler belongs to the host");
  }

  @Override
  public boolean isShutdown() {
    return shared.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return shared.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return shared.awaitTermination(timeout, unit);
  }
}
