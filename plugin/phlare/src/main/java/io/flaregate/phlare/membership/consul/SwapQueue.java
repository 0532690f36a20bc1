package io.flaregate.phlare.membership.consul;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.membership.kv.KvStore.Edit;
import io.flaregate.phlare.membership.kv.StoreException;
import io.flaregate.phlare.membership.kv.StoreFailure;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs compare-and-swaps one after the other, on a thread that ends when it has nothing to do. */
final class SwapQueue implements AutoCloseable {
  private static final int MOST_WAITING = 64;
  private static final long IDLE_SECONDS = 5;

  private final Swapper swapper;
  private final ThreadPoolExecutor thread;

  /** Does one compare-and-swap, with repetitions. */
  @FunctionalInterface
  interface Swapper {
    /** Returns when it is done. */
    void swap(String key, Edit edit) throws StoreException, InterruptedException;
  }

  SwapQueue(String threadName, Swapper swapper) {
    this.swapper = requireNonNull(swapper, "swapper is null");
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            task -> {
              Thread made = new Thread(task, threadName);
              made.setDaemon(true);
              return made;
            });
    thread.allowCoreThreadTimeOut(true);
  }

  /** Completed when it is done, or failed with a {@link StoreException}. */
  CompletableFuture<Void> add(String key, Edit edit) {
    Swap swap = new Swap(key, edit);
    try {
      thread.execute(swap);
    } catch (RejectedExecutionException e) {
      swap.refuse();
    }
    return swap.done;
  }

  private final class Swap implements Runnable {
    private final String key;
    private final Edit edit;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    Swap(String key, Edit edit) {
      this.key = requireNonNull(key, "key is null");
      this.edit = requireNonNull(edit, "edit is null");
    }

    @Override
    public void run() {
      try {
        swapper.swap(key, edit);
        done.complete(null);
      } catch (StoreException e) {
        done.completeExceptionally(e);
      } catch (InterruptedException e) {
        refuse();
      } catch (RuntimeException e) {
        done.completeExceptionally(new StoreException(StoreFailure.INTERNAL, "failed: " + e, e));
      }
    }

    void refuse() {
      done.completeExceptionally(
          new StoreException(
              StoreFailure.UNSUPPORTED,
              thread.isShutdown()
                  ? "the store is closed"
                  : MOST_WAITING + " writes wait for the store already"));
    }
  }

  /** Breaks off what is under way; what waits fails. */
  @Override
  public void close() {
    for (Runnable waiting : thread.shutdownNow()) {
      if (waiting instanceof Swap swap) {
        swap.refuse();
      }
    }
  }
}
