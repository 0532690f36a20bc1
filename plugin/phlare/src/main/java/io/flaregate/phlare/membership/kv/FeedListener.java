package io.flaregate.phlare.membership.kv;

import io.flaregate.ring.Instance;
import java.util.List;

/** Hears of a ring from a {@link RingFeed}, one call at a time; what it does is short. */
public interface FeedListener {

  /**
   * The store has these members now. To be called at least every few seconds while the store
   * answers, whether or not anything changed, for silence of the store does not count as silence of
   * its members.
   *
   * @param members in any order; none if the store has no such ring
   */
  void onMembers(List<Instance> members);

  /** The store cannot be used, or what it holds cannot; the last good ring stays. */
  void onFailure(StoreException problem);
}
