package io.flaregate.spi.component;

import java.util.concurrent.Executor;

/**
 * An executor whose tenants take turns: while there is more to do than threads, each tenant with
 * waiting tasks gets one of them run in turn, in the order of that tenant's tasks. So a tenant that
 * sends little does not wait behind another one's backlog.
 */
public interface FairExecutor extends Executor {

  /**
   * Runs a task in the turn of a tenant.
   *
   * @param tenant whose it is; a task of nobody in particular has the empty text
   * @throws java.util.concurrent.RejectedExecutionException if tasks are no longer taken
   */
  void execute(String tenant, Runnable task);

  @Override
  default void execute(Runnable task) {
    execute("", task);
  }

  /** An executor of one tenant's tasks; the executor itself if its tenants do not take turns. */
  static Executor of(Executor executor, String tenant) {
    return executor instanceof FairExecutor fair ? task -> fair.execute(tenant, task) : executor;
  }
}
