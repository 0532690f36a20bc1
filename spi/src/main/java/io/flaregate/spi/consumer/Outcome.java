package io.flaregate.spi.consumer;

/** What became of one profile. */
public enum Outcome {
  /** Stored, or there was nothing in it to store. */
  STORED(0),
  /** Refused for good: sending it again would change nothing. */
  REJECTED(1),
  /** Over a rate limit: may be sent again later. */
  LIMITED(2),
  /** Not stored for a reason that may pass: should be sent again. */
  TRANSIENT(3);

  private static final Outcome[] VALUES = values();

  private final byte code;

  Outcome(int code) {
    this.code = (byte) code;
  }

  /** The outcome in a column of outcomes. */
  byte code() {
    return code;
  }

  static Outcome of(byte code) {
    return VALUES[code];
  }

  /**
   * The outcome of a profile of which two series fared so: transient over limited over stored over
   * rejected, since one stored series must not be sent again for the sake of a refused one.
   */
  public Outcome overSeries(Outcome other) {
    if (this == TRANSIENT || other == TRANSIENT) {
      return TRANSIENT;
    }
    if (this == LIMITED || other == LIMITED) {
      return LIMITED;
    }
    return this == STORED || other == STORED ? STORED : REJECTED;
  }

  /** The outcome of a profile that two branches of a pipeline took so: the worst of the two. */
  public Outcome overBranches(Outcome other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
