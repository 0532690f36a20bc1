package io.flaregate.phlare.hints;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;

/**
 * A copy of a series that one ingester should have and has not.
 *
 * <p>How often it was refused is known to the thread that hands over, and to no other.
 */
final class Hint {
  /** What a hint takes beside the bytes of its series: objects and its places in the queues. */
  static final int OVERHEAD_BYTES = 256;

  /** By time, then in the order of arrival. */
  static final Comparator<Hint> OLDEST_FIRST =
      Comparator.comparingLong(Hint::timeUnixNanos).thenComparingLong(Hint::number);

  private final String tenant;
  private final HintBody body;
  private final long timeUnixNanos;
  private final long number;
  private final long bytes;
  private final int plainBytes;
  private int refusals;
  private long storedBefore;

  /**
   * A hint.
   *
   * @param timeUnixNanos the time of its profile, nanoseconds since 1970
   * @param number unique, rising
   * @param bytes what is counted for it
   * @param plainBytes the size of the pprof before compression
   */
  Hint(String tenant, HintBody body, long timeUnixNanos, long number, long bytes, int plainBytes) {
    this.tenant = requireNonNull(tenant, "tenant is null");
    this.body = requireNonNull(body, "body is null");
    this.timeUnixNanos = timeUnixNanos;
    this.number = number;
    this.bytes = bytes;
    this.plainBytes = plainBytes;
  }

  String tenant() {
    return tenant;
  }

  HintBody body() {
    return body;
  }

  long timeUnixNanos() {
    return timeUnixNanos;
  }

  long number() {
    return number;
  }

  long bytes() {
    return bytes;
  }

  int plainBytes() {
    return plainBytes;
  }

  /**
   * Counts a refusal of this hint alone.
   *
   * @param stored how many hints the ingester has stored so far
   * @return how often it was refused, if the ingester stored others since the first time; else 0
   */
  int refused(long stored) {
    if (refusals++ == 0) {
      storedBefore = stored;
    }
    return stored > storedBefore ? refusals : 0;
  }
}
