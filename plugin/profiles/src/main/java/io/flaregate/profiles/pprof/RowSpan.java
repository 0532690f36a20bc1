package io.flaregate.profiles.pprof;

import io.flaregate.spi.profiles.Rows;

/**
 * What several rows have in common when they become one pprof.
 *
 * @param startNanos the smallest time, nanoseconds since 1970
 * @param durationNanos from the smallest time to the latest end
 * @param period the period if all agree, else 0
 */
record RowSpan(long startNanos, long durationNanos, long period) {

  /**
   * The span of rows.
   *
   * @throws IllegalArgumentException if there is none
   */
  static RowSpan of(Rows rows, int[] members) {
    if (members.length == 0) {
      throw new IllegalArgumentException("no rows");
    }
    int first = members[0];
    long start = rows.timeUnixNanos(first);
    long end = end(rows, first);
    long period = rows.period(first);
    for (int i = 1; i < members.length; i++) {
      int row = members[i];
      start = Math.min(start, rows.timeUnixNanos(row));
      end = Math.max(end, end(rows, row));
      period = period == rows.period(row) ? period : 0;
    }
    return new RowSpan(start, difference(end, start), period);
  }

  private static long end(Rows rows, int row) {
    long end = rows.timeUnixNanos(row) + rows.durationNanos(row);
    // Overflows only for times beyond the year 2262 or senseless durations.
    return rows.durationNanos(row) > 0 && end < rows.timeUnixNanos(row) ? Long.MAX_VALUE : end;
  }

  private static long difference(long end, long start) {
    long difference = end - start;
    return difference < 0 && end > start ? Long.MAX_VALUE : difference;
  }
}
