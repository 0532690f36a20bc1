package io.flaregate.phlare.hints;

import java.util.Locale;

/** Why a hint was not handed over: the label {@code reason} of the metric. */
enum DropReason {
  /** Its profile is older than max_age. */
  TOO_OLD,
  /** There was no room (max_bytes), and it was the oldest of the ingester with the most. */
  FULL,
  /** Ingesters turn cumulative series into differences in order of arrival: late is wrong. */
  CUMULATIVE,
  /** Its ingester left the ring. */
  LEFT_RING,
  /** The ingester called it invalid. */
  REJECTED,
  /** The ingester had no room for another series of the tenant. */
  LIMITED,
  /** The ingester failed at it each time, and stored others meanwhile. */
  POISON,
  /** It was kept in memory, and the gateway stops. */
  SHUTDOWN,
  /** The directory could not take it. */
  DISK,
  /** The record on disk is damaged. */
  DAMAGED;

  /** The reason as metrics and JSON have it: {@code too_old}. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
