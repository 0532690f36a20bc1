package io.flaregate.phlare.config;

/**
 * What becomes of a profile whose series has another one in the same millisecond, which an earlier
 * request brought. Readers show one profile of a series and millisecond.
 */
public enum SameMillisecond {
  /** It is written some milliseconds later, so that both can be read. */
  SHIFT,
  /** Its time is kept, and one of the two is not seen by readers; counted. */
  KEEP
}
