package io.flaregate.spi.component;

import java.util.Optional;

/** What a started component may ask of the process that it runs in. */
public interface Host {

  /** A started extension of the given id and class, if the configuration lists one. */
  <T> Optional<T> extension(ComponentId id, Class<T> type);

  /** Tells the host how the component is; the last report counts. Never blocks. */
  void report(StatusReport report);

  /**
   * The {@link System#nanoTime} at which a shutdown under way must be over; {@link Long#MAX_VALUE}
   * while none is.
   */
  long shutdownDeadlineNanos();
}
