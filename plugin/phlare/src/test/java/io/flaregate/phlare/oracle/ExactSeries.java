package io.flaregate.phlare.oracle;

import io.flaregate.profiles.oracle.SeriesKey;
import io.flaregate.profiles.oracle.StackKey;
import java.util.Map;

/**
 * A series down to the last field of its stacks.
 *
 * @param key labels, sample type and unit
 * @param period {@code type:unit=length} of its period
 * @param timeUnixNanos when it starts
 * @param durationNanos how long it lasts
 * @param unlabelled how many samples without labels its pprof has: as many as differ before
 *     addresses are left out. (Samples with a span may stand apart where nothing of what is written
 *     tells them apart: one with a link and one with a link and an attribute {@code span_id}.)
 *     {@link #ANY}: not looked at
 * @param sums the sum of each stack; a frame is a location with mapping, address and lines
 */
record ExactSeries(
    SeriesKey key,
    String period,
    long timeUnixNanos,
    long durationNanos,
    int unlabelled,
    Map<StackKey, Long> sums) {

  /** Any number of samples. */
  static final int ANY = -1;

  /** The same with any number of samples. */
  ExactSeries withAnySamples() {
    return new ExactSeries(key, period, timeUnixNanos, durationNanos, ANY, sums);
  }

  /** Adds up; a sum that does not fit stops at the largest long. */
  static long capped(long one, long other) {
    return one + other < 0 ? Long.MAX_VALUE : one + other;
  }

  /** A location as text. */
  static String location(String mapping, long address, String lines) {
    return mapping + " @" + Long.toHexString(address) + " " + lines;
  }

  /** A line as text. */
  static String line(
      String name, String systemName, String file, long startLine, long line, long column) {
    return String.join("\0", name, systemName, file) + ":" + startLine + ":" + line + ":" + column;
  }
}
