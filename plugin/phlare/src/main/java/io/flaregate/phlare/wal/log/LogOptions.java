package io.flaregate.phlare.wal.log;

/**
 * The bounds of a log.
 *
 * @param segmentBytes the size at which a file is full and the next one begins; a group of records
 *     that is larger has a file of its own
 * @param maxBytes the most bytes of all files; beyond them nothing is appended
 * @param pendingBytes the most bytes that wait to be written
 */
public record LogOptions(long segmentBytes, long maxBytes, long pendingBytes) {
  /** The most bytes of one group of records, so that places in a file fit into an int. */
  static final long MAX_GROUP_BYTES = 1L << 30;

  private static final long MAX_SEGMENT_BYTES = 512L << 20;

  public LogOptions {
    if (segmentBytes < 1 || segmentBytes > MAX_SEGMENT_BYTES || maxBytes < 1 || pendingBytes < 1) {
      throw new IllegalArgumentException(
          "segmentBytes " + segmentBytes + ", maxBytes " + maxBytes + ", pending " + pendingBytes);
    }
  }
}
