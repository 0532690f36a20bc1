package io.flaregate.phlare.hints;

import io.flaregate.phlare.push.EncodedSeries;

/** Puts hints into the queues, with their bytes in memory or on disk. Thread-safe. */
interface HintStore {

  /**
   * Keeps a copy for an ingester, if there is room; never blocks.
   *
   * @param timeUnixNanos the time from which its age counts, nanoseconds since 1970
   */
  void keep(String tenant, String ingester, EncodedSeries series, long timeUnixNanos);

  /** Where the bytes are, for people: {@code memory}, or a directory. */
  String place();

  /** What is wrong at present, for people; empty: nothing. */
  String problem();

  /** Whether hints are there again after a restart. */
  boolean survives();

  /** Closes what is open; called on the thread of the hand-overs, the last thing there. */
  void close();
}
