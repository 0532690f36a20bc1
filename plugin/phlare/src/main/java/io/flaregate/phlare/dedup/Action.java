package io.flaregate.phlare.dedup;

import java.util.Locale;

/** What became of a profile beside others of its series and millisecond. */
public enum Action {
  /** Nothing else is there. */
  NEW(true),
  /** It was sent before and is sent again, at the time that it had then. */
  RETRIED(true),
  /** Others are there, so it is sent some milliseconds later. */
  MOVED(true),
  /** It is stored already, and what comes with it now is not: it is not sent. */
  LEFT_OUT(false),
  /** Another request is just sending it with others; it must be sent again once that is decided. */
  DEFERRED(false),
  /** Others are there, and the configuration says that times are kept. */
  KEPT(true),
  /** Others are there and in every millisecond that it could move to; its time is kept. */
  CROWDED(true);

  private final boolean sent;

  Action(boolean sent) {
    this.sent = sent;
  }

  /** Whether the profile is sent now. */
  public boolean isSent() {
    return sent;
  }

  /** The name as a metric's label has it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
