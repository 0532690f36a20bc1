package io.flaregate.phlare.read;

import io.flaregate.phlare.membership.RingView;
import io.flaregate.ring.Instance;
import io.flaregate.ring.ShuffleShard;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who is asked in one read, who did not answer and why, and whether that was enough. */
final class Round {
  private final RingView view;
  private final ReadQuorum whole;
  private final ReadQuorum shard;
  private final boolean sharded;
  private final List<Instance> members;
  private final List<Instance> asked = new ArrayList<>();
  private final Map<String, String> failures = new LinkedHashMap<>();

  Round(RingView view, String tenant, int shardSize) {
    this.view = view;
    members = ReadQuorum.membersOf(view.ring());
    whole = ReadQuorum.of(view.ring());
    shard = ReadQuorum.of(ShuffleShard.select(view.ring(), tenant, shardSize));
    sharded = shardSize > 0;
    askAlive();
  }

  /**
   * Those whose heartbeat is old are left out at first, since one that is gone costs the whole
   * timeout; they are asked if the others are too few.
   */
  private void askAlive() {
    for (Instance member : members) {
      if (view.liveness().isAlive(member)) {
        asked.add(member);
      } else {
        failures.put(member.id(), name(member) + " is unhealthy");
      }
    }
  }

  /** Whom to ask. */
  List<Instance> asked() {
    return List.copyOf(asked);
  }

  /** Those who are left to ask where the ones that were asked were too few; empty if there are. */
  List<Instance> others() {
    if (isEnough()) {
      return List.of();
    }
    List<Instance> others = new ArrayList<>(members);
    others.removeAll(asked);
    asked.addAll(others);
    others.forEach(member -> failures.remove(member.id()));
    return others;
  }

  void failed(Instance member, String why) {
    failures.put(member.id(), name(member) + " " + why);
  }

  private static String name(Instance member) {
    return member.id().equals(member.addr())
        ? member.id()
        : member.id() + " (" + member.addr() + ")";
  }

  boolean hasFailed(Instance member) {
    return failures.containsKey(member.id());
  }

  private Set<String> answered() {
    Set<String> answered = new HashSet<>();
    members.forEach(
        member -> {
          if (!hasFailed(member)) {
            answered.add(member.id());
          }
        });
    return answered;
  }

  private boolean isEnough() {
    Set<String> answered = answered();
    return whole.isReached(answered) || (sharded && shard.isReached(answered));
  }

  /**
   * Checks that enough answered.
   *
   * @throws ReadException if not
   */
  void check() throws ReadException {
    if (members.isEmpty()) {
      throw new ReadException("the ring from " + view.source() + " has no ingesters");
    }
    if (!isEnough()) {
      ReadQuorum told = sharded ? shard : whole;
      throw new ReadException(
          told.describe(answered())
              + (sharded ? " of the tenant's sub-ring" : "")
              + ": "
              + (failures.isEmpty()
                  ? "the ring from " + view.source() + " has lost members"
                  : String.join("; ", failures.values()))
              + "; "
              + advice());
    }
  }

  private String advice() {
    boolean refused =
        failures.size() == members.size()
            && failures.values().stream().allMatch(why -> why.contains("answered invalid"));
    return refused
        ? "correct the question"
        : "bring these ingesters back, or what was acknowledged may be missing from the answer";
  }

  <T> ReadResult<T> result(T value) throws ReadException {
    check();
    List<String> notes = new ArrayList<>(failures.values());
    if (!failures.isEmpty()) {
      Set<String> answered = answered();
      notes.add(
          whole.isReached(answered)
              ? whole.describe(answered) + ": every acknowledged write is seen"
              : shard.describe(answered)
                  + " of the tenant's sub-ring: what was written before the ring changed may be"
                  + " missing");
    }
    return new ReadResult<>(value, notes, members.size() - failures.size(), members.size());
  }
}
