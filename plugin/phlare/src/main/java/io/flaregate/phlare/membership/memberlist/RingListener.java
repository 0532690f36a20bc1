package io.flaregate.phlare.membership.memberlist;

import io.flaregate.ring.Instance;
import java.util.List;

/** Hears of a gossiped ring, on the thread that pulls it; must be short. */
@FunctionalInterface
public interface RingListener {

  /**
   * A node has told of the ring.
   *
   * @param members all members but those that left, ordered by id
   * @param changed whether they differ from what this listener heard last, if only by a heartbeat
   */
  void onRing(List<Instance> members, boolean changed);
}
