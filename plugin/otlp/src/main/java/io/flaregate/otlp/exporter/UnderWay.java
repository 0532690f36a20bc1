package io.flaregate.otlp.exporter;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The requests under way. Thread-safe. */
final class UnderWay {
  private final Set<ExportCall> calls = new HashSet<>();
  private boolean closed;

  /** Adds a request; false once closed. */
  synchronized boolean begin(ExportCall call) {
    return !closed && calls.add(call);
  }

  /** Takes a request away. */
  synchronized void end(ExportCall call) {
    calls.remove(call);
    notifyAll();
  }

  /** Whether no request is taken any more. */
  synchronized boolean isClosed() {
    return closed;
  }

  /** How many there are. */
  synchronized int count() {
    return calls.size();
  }

  /** Takes no more, and ends the pauses of those that wait for their next attempt. */
  void close() {
    List<ExportCall> now;
    synchronized (this) {
      closed = true;
      now = List.copyOf(calls);
    }
    now.forEach(ExportCall::stopWaiting);
  }

  /** Waits until none is left or a time has come; returns how many are left. */
  synchronized int await(long deadlineNanos) throws InterruptedException {
    long left = deadlineNanos - System.nanoTime();
    while (!calls.isEmpty() && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)));
      left = deadlineNanos - System.nanoTime();
    }
    return calls.size();
  }
}
