package io.flaregate.spi.component;

/**
 * A part of a running host: receiver, processor, exporter or extension.
 *
 * <p>Life: a factory creates it (no input or output, no threads); {@link #start} is called once;
 * {@link #shutdown} is called once or more, also when {@code start} was never called or failed.
 * Extensions start first; then components start from the exporters back to the receivers, so that
 * whatever receives can pass on at once, and they stop in the opposite order, so that nothing is
 * handed to a part that has stopped. A component is not used again after its shutdown.
 */
public interface Component {

  /**
   * Opens what the component needs. Returns when it is ready to serve, or throws.
   *
   * @throws ComponentException if it cannot start; the host then stops with this message
   */
  default void start(Host host) throws ComponentException {}

  /**
   * Finishes what is under way, within the time that the host's {@link Host#shutdownDeadlineNanos}
   * leaves, and releases everything. Safe without a start, and twice.
   */
  default void shutdown() {}
}
