package io.flaregate.otlp.exporter;

import io.flaregate.transport.tls.ClientTls;
import io.flaregate.transport.tls.TlsException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Sends requests to one server. Thread-safe. */
interface Sender {

  /**
   * A request as the sender keeps it from one attempt to the next. CPU work.
   *
   * @param request the encoded request
   * @param room where bytes are booked beyond twice as many as the request has
   * @throws NoRoomException if they are not to be had
   */
  byte[] prepare(byte[] request, Room room) throws NoRoomException;

  /**
   * Sends once.
   *
   * @param body what {@link #prepare} gave
   * @param timeoutNanos after how long it gives up
   * @return a stage that never completes exceptionally
   */
  CompletionStage<SendAnswer> send(String tenant, byte[] body, long timeoutNanos);

  /** Its certificate, key and authorities; null if it does without TLS. */
  @Nullable ClientTls tls();

  /** Ends connections once nothing is under way, at the latest at a {@link System#nanoTime}. */
  void close(long deadlineNanos);

  /** Opens a sender. */
  @FunctionalInterface
  interface Opener {
    /**
     * Opens it; no connection is made yet.
     *
     * @throws TlsException if a certificate, key or authority cannot be used
     */
    Sender open() throws TlsException;
  }
}
