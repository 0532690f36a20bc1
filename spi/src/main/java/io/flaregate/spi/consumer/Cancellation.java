package io.flaregate.spi.consumer;

/** Whether the sender still waits for an answer. */
public interface Cancellation {

  /** A request that nobody cancels. */
  Cancellation NEVER = new CancellationSource();

  /** Whether the sender has gone. */
  boolean isCancelled();

  /** Runs an action once the sender goes; at once if it has gone. It must be short. */
  void onCancel(Runnable action);
}
