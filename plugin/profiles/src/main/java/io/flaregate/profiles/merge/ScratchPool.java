package io.flaregate.profiles.merge;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;

/**
 * Keeps a few objects that hold scratch arrays, so that work on one request can use what the one
 * before allocated. Thread-safe; never blocks.
 *
 * @param <T> what holds the arrays
 */
public final class ScratchPool<T> {
  private final BlockingQueue<T> idle;
  private final Supplier<? extends T> maker;

  /**
   * A pool.
   *
   * @param maxIdle how many objects it keeps while they are not in use
   * @param maker makes one when none is idle
   */
  public ScratchPool(int maxIdle, Supplier<? extends T> maker) {
    this.idle = new ArrayBlockingQueue<>(maxIdle);
    this.maker = requireNonNull(maker, "maker is null");
  }

  /** An object that belongs to the caller until it is given back. */
  public T take() {
    T object = idle.poll();
    return object != null ? object : maker.get();
  }

  /** Takes an object back; it is let go if enough are idle, as one is that was never given back. */
  public void giveBack(T object) {
    // With the pool full this leaves the object to the collector.
    idle.offer(object);
  }
}
