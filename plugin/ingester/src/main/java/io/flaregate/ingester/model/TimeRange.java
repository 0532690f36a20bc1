package io.flaregate.ingester.model;

/**
 * A span of time.
 *
 * @param startMillis its first millisecond since 1970
 * @param endMillis its last
 */
public record TimeRange(long startMillis, long endMillis) {
  /** All time. */
  public static final TimeRange ALL = new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE);

  public TimeRange {
    if (startMillis > endMillis) {
      throw new IllegalArgumentException(
          "the time range ends (" + endMillis + ") before it starts (" + startMillis + ")");
    }
  }

  /**
   * The range of a request, in which 0 and 0 stand for all time.
   *
   * @throws IllegalArgumentException if it ends before it starts
   */
  public static TimeRange ofRequest(long startMillis, long endMillis) {
    return startMillis == 0 && endMillis == 0 ? ALL : new TimeRange(startMillis, endMillis);
  }
}
