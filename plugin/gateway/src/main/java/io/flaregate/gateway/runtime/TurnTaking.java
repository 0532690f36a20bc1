package io.flaregate.gateway.runtime;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.component.FairExecutor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Has tenants take turns on an executor that runs what it is given in order. Thread-safe.
 *
 * <p>For each task that waits here the executor is given one turn, which runs the first task of the
 * tenant whose turn it is then. Adding and taking cost the same however many tenants wait.
 */
final class TurnTaking implements FairExecutor {
  private final Executor executor;

  // Guarded by this: a tenant stands in both while it has tasks.
  private final Map<String, Deque<Runnable>> waiting = new HashMap<>();
  private final Deque<String> turns = new ArrayDeque<>();

  TurnTaking(Executor executor) {
    this.executor = requireNonNull(executor, "executor is null");
  }

  @Override
  public void execute(String tenant, Runnable task) {
    requireNonNull(task, "task is null");
    synchronized (this) {
      Deque<Runnable> tasks = waiting.computeIfAbsent(tenant, any -> new ArrayDeque<>());
      tasks.addLast(task);
      if (tasks.size() == 1) {
        turns.addLast(tenant);
      }
      boolean taken = false;
      try {
        // Within the lock, so that a turn which is refused takes its own task along.
        executor.execute(this::turn);
        taken = true;
      } finally {
        if (!taken) {
          forgetLast(tenant, tasks);
        }
      }
    }
  }

  private void forgetLast(String tenant, Deque<Runnable> tasks) {
    tasks.removeLast();
    if (tasks.isEmpty()) {
      waiting.remove(tenant);
      turns.remove(tenant);
    }
  }

  private void turn() {
    next().run();
  }

  private synchronized Runnable next() {
    String tenant = turns.removeFirst();
    Deque<Runnable> tasks = requireNonNull(waiting.get(tenant), "a turn without a task");
    Runnable task = tasks.removeFirst();
    if (tasks.isEmpty()) {
      waiting.remove(tenant);
    } else {
      turns.addLast(tenant);
    }
    return task;
  }
}
