package io.flaregate.it.chaos.rig;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition that other processes bring about. */
public final class Wait {
  private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

  private Wait() {}

  /**
   * Returns once the condition holds.
   *
   * @throws IllegalStateException if it does not within the time
   */
  public static void until(String what, Duration time, Callable<Boolean> condition) {
    if (!within(time, condition)) {
      throw new IllegalStateException("not within " + time + ": " + what);
    }
  }

  /** Whether the condition holds within a time; one that throws does not hold yet. */
  public static boolean within(Duration time, Callable<Boolean> condition) {
    long end = System.nanoTime() + time.toNanos();
    while (true) {
      try {
        if (condition.call()) {
          return true;
        }
      } catch (Exception e) {
        // What is asked may not be there yet.
        Thread.onSpinWait();
      }
      if (System.nanoTime() - end >= 0) {
        return false;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
