package io.flaregate.phlare.read;

/**
 * A span of time, both ends in it.
 *
 * @param fromMillis its first millisecond since 1970
 * @param toMillis its last
 */
public record TimeRange(long fromMillis, long toMillis) {
  public TimeRange {
    if (toMillis < fromMillis) {
      throw new IllegalArgumentException(toMillis + " ms lies before " + fromMillis + " ms");
    }
  }
}
