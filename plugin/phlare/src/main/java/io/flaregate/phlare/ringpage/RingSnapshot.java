package io.flaregate.phlare.ringpage;

import io.flaregate.phlare.membership.RingView;
import io.flaregate.ring.Instance;
import io.flaregate.ring.ReplicationSet;
import io.flaregate.ring.ShuffleShard;
import io.flaregate.ring.TokenRanges;
import io.flaregate.ring.TokenRing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A ring with what there is to say of each of its members at one moment. Immutable.
 *
 * <p>Costs one look-up per token.
 */
public final class RingSnapshot {
  private static final double ALL_KEYS = 1L << 32;

  private final RingView view;
  private final List<String> states;
  private final double[] owned;
  private final double[] held;
  private final double writable;

  /** Looks at a ring; who is alive is decided now. */
  public RingSnapshot(RingView view) {
    this.view = view;
    TokenRing ring = view.ring();
    states = ring.instances().stream().map(one -> MemberStates.of(one, view.liveness())).toList();
    long[] keys = ring.ownedKeys();
    owned = new double[keys.length];
    for (int i = 0; i < keys.length; i++) {
      owned[i] = keys[i] / ALL_KEYS;
    }
    held = new double[keys.length];
    writable = walk(ring);
  }

  /** Asks the ring that tenants without a shard size have: the one without read-only members. */
  private double walk(TokenRing ring) {
    TokenRing asked = ShuffleShard.select(ring, "", 0);
    long[] copies = new long[asked.size()];
    long[] reached = {0};
    ReplicationSet set = new ReplicationSet();
    TokenRanges.visit(
        asked,
        (lastKey, keys, owner) -> {
          if (asked.lookup(lastKey, view.liveness(), set)) {
            reached[0] += keys;
            for (int i = 0; i < set.count(); i++) {
              copies[set.member(i)] += keys;
            }
          }
          return true;
        });
    Map<String, Integer> indices = new HashMap<>();
    for (int i = 0; i < ring.size(); i++) {
      indices.put(ring.instance(i).id(), i);
    }
    for (int i = 0; i < copies.length; i++) {
      Instance member = asked.instance(i);
      held[indices.getOrDefault(member.id(), i)] = copies[i] / ALL_KEYS;
    }
    return reached[0] / ALL_KEYS;
  }

  /** What was looked at. */
  public RingView view() {
    return view;
  }

  TokenRing ring() {
    return view.ring();
  }

  /** The state of a member, by its index in the ring: {@code Unhealthy} if it is not alive. */
  public String state(int member) {
    return states.get(member);
  }

  List<String> states() {
    return states;
  }

  /** The part of all series whose walk begins at a member, 0 to 1: upstream's "ownership". */
  public double owned(int member) {
    return owned[member];
  }

  /** The part of all series that a member would be given a copy of now, 0 to 1. */
  public double held(int member) {
    return held[member];
  }

  /** The part of all series that can reach a quorum now, 0 to 1. */
  public double writable() {
    return writable;
  }

  /** The ids of those whose heartbeat is too old, ordered. */
  List<String> unhealthy() {
    return ring().instances().stream()
        .filter(member -> !view.liveness().isAlive(member))
        .map(Instance::id)
        .toList();
  }
}
