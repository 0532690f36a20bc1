package io.flaregate.phlare.delivery;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts what is under way, so that a shutdown can wait for it. Thread-safe. */
public final class InflightWrites {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private long count;
  private boolean closed;

  /** Nothing under way. */
  public InflightWrites() {}

  /** Begins something; false if nothing may begin any more. */
  public boolean begin() {
    lock.lock();
    try {
      if (!closed) {
        count++;
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Begins something that belongs to what is under way already, closed or not. */
  void beginMore() {
    lock.lock();
    try {
      count++;
    } finally {
      lock.unlock();
    }
  }

  /** Ends something that began. */
  public void end() {
    lock.lock();
    try {
      if (--count == 0) {
        idle.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** How much is under way. */
  public long count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets nothing begin any more and waits until nothing is under way.
   *
   * @param deadlineNanos the {@link System#nanoTime} until which to wait
   * @return whether nothing is under way
   * @throws InterruptedException if the thread was interrupted while it waited
   */
  public boolean close(long deadlineNanos) throws InterruptedException {
    lock.lock();
    try {
      closed = true;
      while (count > 0) {
        long left = deadlineNanos - System.nanoTime();
        if (left <= 0 || !idle.await(left, TimeUnit.NANOSECONDS)) {
          return count == 0;
        }
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
