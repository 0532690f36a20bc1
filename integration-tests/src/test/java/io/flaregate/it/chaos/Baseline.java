package io.flaregate.it.chaos;

import io.flaregate.it.chaos.rig.ChildProcess;
import io.flaregate.it.chaos.rig.Wait;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * What a gateway uses when it has nothing to do.
 *
 * @param heapBytes its heap after a collection
 * @param threads its threads
 * @param fileHandles its open files and sockets
 */
record Baseline(long heapBytes, int threads, int fileHandles) {
  /** Caches and class data of the first faults, and the memory of what was written, 20 MiB. */
  private static final long HEAP_SLACK = 56L << 20;

  /** Pools of the JVM and of Netty that grow on first use, and do not grow again. */
  private static final int THREAD_SLACK = 12;

  /** Connections that a peer has not closed yet. */
  private static final int HANDLE_SLACK = 24;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  static Baseline of(ChildProcess process) throws IOException, InterruptedException {
    return new Baseline(process.heapAfterCollection(), process.threads(), process.fileHandles());
  }

  /** Waits until a process is back here; says what is not. */
  Optional<String> awaitReturn(ChildProcess process) throws IOException, InterruptedException {
    boolean back =
        Wait.within(
            PATIENCE,
            () ->
                process.threads() <= threads + THREAD_SLACK
                    && process.fileHandles() <= fileHandles + HANDLE_SLACK
                    && process.heapAfterCollection() <= heapBytes + HEAP_SLACK);
    return back
        ? Optional.empty()
        : Optional.of("not back to the baseline: was " + this + ", is " + of(process));
  }
}
