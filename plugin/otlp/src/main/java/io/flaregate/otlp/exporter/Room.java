package io.flaregate.otlp.exporter;

import io.flaregate.transport.admission.Admission;

/**
 * Where the bytes of one request are booked while it is made ready.
 *
 * @param admission what the request has booked
 * @param maxBytes what all requests may hold together
 */
record Room(Admission admission, long maxBytes) {

  /**
   * Books more bytes.
   *
   * @throws NoRoomException if they are not to be had
   */
  void grow(long bytes) throws NoRoomException {
    if (!admission.grow(bytes)) {
      throw new NoRoomException(bytes > maxBytes - admission.heldBytes());
    }
  }

  /** Gives back bytes that were booked here. */
  void shrink(long bytes) {
    admission.shrinkTo(Math.max(0, admission.heldBytes() - bytes));
  }
}
