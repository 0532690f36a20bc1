package io.flaregate.otlp.exporter;

import static java.util.Objects.requireNonNull;

import io.flaregate.otlp.config.SendingQueue;
import io.flaregate.spi.profiles.Profiles;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Lets so many requests be sent at once, and others wait in their order. Thread-safe. */
final class SendQueue {
  private final SendingQueue config;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private long size;
  private int sending;

  private record Waiting(Runnable start, long size) {}

  SendQueue(SendingQueue config) {
    this.config = requireNonNull(config, "config is null");
  }

  /**
   * Starts a request now, or when it is its turn.
   *
   * @param start starts it; {@link #ended} must follow
   * @return false if the queue is full; the request is not started then
   */
  boolean offer(Profiles profiles, Runnable start) {
    synchronized (this) {
      if (config.enabled() && sending >= config.numConsumers()) {
        long own = sizeOf(profiles);
        if (!config.blockOnOverflow() && own > config.queueSize() - size) {
          return false;
        }
        waiting.add(new Waiting(start, own));
        size += own;
        return true;
      }
      sending++;
    }
    start.run();
    return true;
  }

  private long sizeOf(Profiles profiles) {
    return switch (config.sizer()) {
      case REQUESTS -> 1;
      case ITEMS -> profiles.samples().size();
      case BYTES -> profiles.encodedBytes();
    };
  }

  /** A request has ended: the next one's turn. */
  void ended() {
    @Nullable Waiting next;
    synchronized (this) {
      next = waiting.poll();
      if (next == null) {
        sending--;
        return;
      }
      size -= next.size();
    }
    next.start().run();
  }

  /** How much waits, in the configured unit. */
  synchronized long size() {
    return size;
  }

  /** What a sender hears when the queue is full. */
  synchronized String fullMessage() {
    String unit =
        switch (config.sizer()) {
          case REQUESTS -> "requests";
          case ITEMS -> "samples";
          case BYTES -> "bytes";
        };
    return "has a full queue: "
        + size
        + " "
        + unit
        + " wait (sending_queue.queue_size: "
        + config.queueSize()
        + ")";
  }
}
