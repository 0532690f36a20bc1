package io.flaregate.phlare.read;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes the answers to one question may still have. Thread-safe. */
final class ByteAllowance {
  private final int maxBytes;
  private final AtomicLong taken = new AtomicLong();

  ByteAllowance(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** How many there were at first: no message may be longer. */
  int maxBytes() {
    return maxBytes;
  }

  /** Takes some; false if there are not so many left. */
  boolean take(int bytes) {
    return taken.addAndGet(bytes) <= maxBytes;
  }

  ReadException exceeded(String ingester) {
    return new ReadException(
        "answers are larger than "
            + maxBytes
            + " bytes with that of ingester "
            + ingester
            + " (--max-bytes); ask for a shorter time or fewer series");
  }
}
