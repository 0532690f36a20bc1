package io.flaregate.profiles.otlp;

import io.flaregate.spi.consumer.Reason;

/** The memory that a request may still take for its columns and for scratch. */
final class Budget {
  private final int bodyLength;
  private final DecodeLimits limits;
  private long left;

  Budget(int bodyLength, DecodeLimits limits) {
    this.bodyLength = bodyLength;
    this.limits = limits;
    left = limits.maxColumnBytes(bodyLength);
  }

  /** Takes memory before it is allocated. */
  void take(long bytes) throws UndecodableException {
    if (bytes > left) {
      throw new UndecodableException(
          Reason.REQUEST_TOO_LARGE,
          "decoded, the request takes more memory than "
              + limits.columnBytesPerBodyByte()
              + " times its "
              + bodyLength
              + " bytes and "
              + limits.extraColumnBytes()
              + " bytes");
    }
    left -= bytes;
  }

  /** The new size of an array that must hold {@code needed} entries, once its growth is taken. */
  int grow(int size, int needed, int entryBytes) throws UndecodableException {
    int grown = Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8, size + (size >> 1) + 16L));
    take((long) entryBytes * grown);
    return grown;
  }
}
