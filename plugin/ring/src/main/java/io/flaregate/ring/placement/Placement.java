package io.flaregate.ring.placement;

import io.flaregate.ring.Replicas;
import io.flaregate.ring.RingLookupException;

/** Chooses the members that a series goes to. Immutable and safe for use by several threads. */
public interface Placement {
  /**
   * Members for a series, in the order of preference, and how many of them may fail. A writer sends
   * to all at once or to one after the other, until {@link Replicas#minSuccess} have it.
   *
   * @throws RingLookupException if there are not enough members
   */
  Replicas place(SeriesKey series);
}
