package io.flaregate.transport.compress;

import static java.util.Objects.requireNonNull;

/**
 * A body in memory.
 *
 * @param array begins with the body and may be longer
 * @param length the number of bytes of the body
 */
@SuppressWarnings("ArrayRecordComponent") // a holder of bytes on the hot path, never compared
public record Body(byte[] array, int length) {
  public Body {
    requireNonNull(array, "array is null");
  }
}
