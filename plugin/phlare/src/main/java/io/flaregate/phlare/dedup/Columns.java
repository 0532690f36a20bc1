package io.flaregate.phlare.dedup;

/** Arrays that are kept from one request to the next. */
final class Columns {
  /** Beyond 4 MiB an array goes back to the heap after its request. */
  private static final int MAX_KEPT = 1 << 19;

  private Columns() {}

  /** The array, or a larger one with nothing in it. */
  static long[] room(long[] column, long length) {
    return column.length >= length ? column : new long[Math.toIntExact(length + length / 4)];
  }

  /** The array, or none if it is large. */
  static long[] trimmed(long[] column) {
    return column.length <= MAX_KEPT ? column : new long[0];
  }
}
