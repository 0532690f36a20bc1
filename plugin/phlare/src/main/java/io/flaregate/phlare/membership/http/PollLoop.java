package io.flaregate.phlare.membership.http;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.membership.kv.Backoff;
import io.flaregate.phlare.membership.kv.RingFeed;
import io.flaregate.phlare.membership.kv.StoreException;
import io.flaregate.phlare.membership.kv.StoreFailure;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A thread that asks again and again, and after failures less and less often, until closed. */
public final class PollLoop implements RingFeed.Following {
  private static final long CLOSE_MILLIS = 5_000;

  private final Round round;
  private final Consumer<StoreException> onFailure;
  private final Backoff backoff;
  private final Thread thread;
  private volatile boolean closed;

  /** Asks once. */
  @FunctionalInterface
  public interface Round {
    /**
     * Asks and tells; returns how many nanoseconds to pause afterwards.
     *
     * @throws StoreException if it failed
     * @throws InterruptedException if it is to end
     */
    long run() throws StoreException, InterruptedException;
  }

  private PollLoop(String name, Round round, Consumer<StoreException> onFailure, Backoff backoff) {
    this.round = requireNonNull(round, "round is null");
    this.onFailure = requireNonNull(onFailure, "onFailure is null");
    this.backoff = requireNonNull(backoff, "backoff is null");
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  /**
   * Starts to ask.
   *
   * @param name of the thread
   * @param onFailure told of each round that failed, by the thread that asks
   * @param backoff how long to pause after it
   */
  public static PollLoop start(
      String name, Round round, Consumer<StoreException> onFailure, Backoff backoff) {
    PollLoop loop = new PollLoop(name, round, onFailure, backoff);
    loop.thread.start();
    return loop;
  }

  private void run() {
    try {
      while (!closed) {
        TimeUnit.NANOSECONDS.sleep(pauseAfterRound());
      }
    } catch (InterruptedException e) {
      // Closed: the thread ends.
    }
  }

  private long pauseAfterRound() throws InterruptedException {
    try {
      long pauseNanos = round.run();
      backoff.reset();
      return pauseNanos;
    } catch (StoreException e) {
      return failed(e);
    } catch (RuntimeException e) {
      return failed(new StoreException(StoreFailure.INTERNAL, "failed: " + e, e));
    }
  }

  private long failed(StoreException problem) {
    if (!closed) {
      onFailure.accept(problem);
    }
    return backoff.nextNanos();
  }

  /** Breaks off what is under way and waits for the thread, unless it is the one that calls. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
