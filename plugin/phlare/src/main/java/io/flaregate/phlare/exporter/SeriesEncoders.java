package io.flaregate.phlare.exporter;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/** Keeps encoders for the next request, no more than are used at once anyway. Thread-safe. */
final class SeriesEncoders implements AutoCloseable {
  private final Supplier<SeriesEncoder> maker;
  private final int maxIdle;
  private final Deque<SeriesEncoder> idle = new ArrayDeque<>();
  private boolean closed;

  SeriesEncoders(int maxIdle, Supplier<SeriesEncoder> maker) {
    this.maxIdle = maxIdle;
    this.maker = maker;
  }

  /** An encoder, which belongs to the caller until it is given back. */
  SeriesEncoder take() {
    synchronized (this) {
      SeriesEncoder known = idle.poll();
      if (known != null) {
        return known;
      }
    }
    return maker.get();
  }

  /** Takes an encoder back when all series of a request are encoded. */
  void giveBack(SeriesEncoder encoder) {
    encoder.trim();
    synchronized (this) {
      if (!closed && idle.size() < maxIdle) {
        idle.push(encoder);
        return;
      }
    }
    encoder.close();
  }

  /** Frees the idle ones now and the others when they come back. */
  @Override
  public synchronized void close() {
    closed = true;
    idle.forEach(SeriesEncoder::close);
    idle.clear();
  }
}
