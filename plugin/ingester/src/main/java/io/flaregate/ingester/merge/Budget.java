package io.flaregate.ingester.merge;

/** Counts, roughly, the heap that a merge holds. */
final class Budget {
  /** About what an entry of a hash map and its key take. */
  private static final int ENTRY_BYTES = 96;

  private final long maxBytes;
  private long bytes;

  Budget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Books a new entry.
   *
   * @throws MergeLimitException if it is one too many
   */
  void entry(long payloadBytes) {
    bytes += ENTRY_BYTES + payloadBytes;
    if (bytes > maxBytes) {
      throw new MergeLimitException(maxBytes);
    }
  }
}
