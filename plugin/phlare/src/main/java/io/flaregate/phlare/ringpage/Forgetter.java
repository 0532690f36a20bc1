package io.flaregate.phlare.ringpage;

import java.io.IOException;
import java.util.Collection;

/** Takes members out of the place that a ring is kept in. */
@FunctionalInterface
public interface Forgetter {
  /**
   * Takes members out for good; one that lives announces itself again. Ids that are not there are
   * passed over. Called on a thread that may wait for the store, a few seconds at most.
   *
   * @throws IOException if the store refuses or does not answer; the message says why
   */
  void forget(Collection<String> ids) throws IOException;
}
