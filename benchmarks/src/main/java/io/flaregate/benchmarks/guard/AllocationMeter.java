package io.flaregate.benchmarks.guard;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * Counts the bytes that an operation allocates on the calling thread. The least of several batches
 * counts: what the compiler has not finished, or undoes, can only add to it.
 */
final class AllocationMeter {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int BATCHES = 12;

  private AllocationMeter() {}

  /**
   * Bytes per operation.
   *
   * @param times operations in a batch
   */
  static double bytes(Operation operation, int times) throws Exception {
    long least = Long.MAX_VALUE;
    for (int batch = 0; batch < BATCHES; batch++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      Operation.repeat(operation, times);
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    return (double) least / times;
  }
}
