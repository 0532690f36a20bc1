package io.flaregate.phlare.hints;

import java.time.Duration;

/**
 * How hints are handed over.
 *
 * @param pushMaxBytes the most bytes of uncompressed pprof in one push (push_max_bytes)
 * @param pushTimeout how long one push may take (pushtimeout)
 * @param bytesPerSecond how fast they go to one ingester (hints::max_bytes_per_second)
 * @param minPause the pause after the first failure; doubled with each more in a row
 * @param maxPause the longest pause
 * @param tick how often the ring and ages are looked at
 * @param grace how long an ingester may be out of the ring before its hints are dropped
 */
record HandoverLimits(
    long pushMaxBytes,
    Duration pushTimeout,
    long bytesPerSecond,
    Duration minPause,
    Duration maxPause,
    Duration tick,
    Duration grace) {

  /** The most hints in one push, as in one push of a write (distributor.md, section 3). */
  static final int MAX_HINTS = 256;

  /** A refused hint is given up after so many tries, if the ingester stored others meanwhile. */
  static final int MAX_REFUSALS = 3;

  static HandoverLimits of(long pushMaxBytes, Duration pushTimeout, long bytesPerSecond) {
    return new HandoverLimits(
        pushMaxBytes,
        pushTimeout,
        bytesPerSecond,
        Duration.ofMillis(250),
        Duration.ofSeconds(5),
        Duration.ofMillis(250),
        Duration.ofMinutes(5));
  }
}
