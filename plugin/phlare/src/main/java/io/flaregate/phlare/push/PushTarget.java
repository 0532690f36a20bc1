package io.flaregate.phlare.push;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A place that takes pushes: an ingester or a remote distributor. Thread-safe. */
@FunctionalInterface
public interface PushTarget {

  /**
   * Pushes series.
   *
   * @param tenant whose they are
   * @param timeoutNanos how long the push may take
   * @return a stage that completes, never exceptionally, within about that time
   */
  CompletionStage<PushAnswer> push(String tenant, PushMessage message, long timeoutNanos);

  /** A place that cannot be pushed to, and why. */
  static PushTarget unreachable(String message) {
    PushAnswer answer = PushAnswer.failed("unavailable", message);
    return (tenant, push, timeoutNanos) -> CompletableFuture.completedFuture(answer);
  }
}
