package io.flaregate.spi.consumer;

import java.util.ArrayList;
import java.util.List;

/** A cancellation that a receiver sets off. Thread-safe. */
public final class CancellationSource implements Cancellation {
  private final List<Runnable> actions = new ArrayList<>();
  private boolean cancelled;

  /** Marks the request as given up and runs what waits for that. */
  public void cancel() {
    List<Runnable> due;
    synchronized (actions) {
      if (cancelled) {
        return;
      }
      cancelled = true;
      due = List.copyOf(actions);
      actions.clear();
    }
    due.forEach(Runnable::run);
  }

  @Override
  public boolean isCancelled() {
    synchronized (actions) {
      return cancelled;
    }
  }

  @Override
  public void onCancel(Runnable action) {
    synchronized (actions) {
      if (!cancelled) {
        // The constant NEVER lives for ever: it must not collect what waits for it.
        if (this != NEVER) {
          actions.add(action);
        }
        return;
      }
    }
    action.run();
  }
}
