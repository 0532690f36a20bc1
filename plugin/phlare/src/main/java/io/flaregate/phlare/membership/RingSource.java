package io.flaregate.phlare.membership;

/** A place that the ring of ingesters is known from. Thread-safe. */
public interface RingSource extends AutoCloseable {

  /** The ring as it is now: one volatile read. */
  RingView view();

  /**
   * Runs an action after each change of the ring, on the thread that made the change; it must be
   * short. One that is added after a change sees it by {@link #view}.
   */
  void onChange(Runnable action);

  /** Stops following the ring; what was seen last stays. */
  @Override
  void close();
}
