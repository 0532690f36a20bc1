package io.flaregate.ring;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts the bytes that code allocates, once it is warm. */
final class Allocations {
  private static final int ROUNDS = 20_000;

  private Allocations() {}

  /** Fails if a run allocates: less than one byte a run on average allows for the measurement. */
  static void assertNone(Runnable code) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    long allocated = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 3; attempt++) {
      long before = threads.getThreadAllocatedBytes(id);
      for (int i = 0; i < ROUNDS; i++) {
        code.run();
      }
      allocated = Math.min(allocated, threads.getThreadAllocatedBytes(id) - before);
    }
    assertThat(allocated).isLessThan(ROUNDS);
  }
}
