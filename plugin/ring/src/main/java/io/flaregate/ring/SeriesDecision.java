package io.flaregate.ring;

/** What became of a series. */
public enum SeriesDecision {
  /** As many members as needed have it. */
  STORED,
  /** So many refused it for good that it cannot be stored, now or later. */
  REJECTED,
  /** So many refused it that it cannot be stored now; some of them only because of a limit. */
  LIMITED,
  /** It could not be stored, and nothing says that it cannot be later. */
  TRANSIENT
}
