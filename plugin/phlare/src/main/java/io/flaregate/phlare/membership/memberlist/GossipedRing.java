package io.flaregate.phlare.membership.memberlist;

import io.flaregate.phlare.membership.RingBounds;
import io.flaregate.phlare.membership.RingBoundsException;
import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import io.flaregate.ring.desc.RingMerge;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The own copy of a gossiped ring. Answers are merged into it, not put in its place: a node that
 * lags or has just started knows only a part.
 *
 * <p>Members that have LEFT stay as tombstones for a while, so that no older answer revives them. A
 * member that vanished without a tombstone (as happens when this reader was away while the
 * tombstone lived) is dropped once every answer has lacked it for as long; a live member's
 * heartbeat would have come many times by then. Not thread-safe.
 */
final class GossipedRing {
  private final Duration leftTimeout;
  private List<Instance> members = List.of();

  /** Since which {@link System#nanoTime} each answer has lacked a member. */
  private final Map<String, Long> absentSinceNanos = new HashMap<>();

  /**
   * An empty ring.
   *
   * @param leftTimeout how long tombstones are kept
   */
  GossipedRing(Duration leftTimeout) {
    this.leftTimeout = leftTimeout;
  }

  /** The members without tombstones, ordered by id. */
  List<Instance> live() {
    return members.stream().filter(member -> !hasLeft(member)).toList();
  }

  int tombstones() {
    return (int) members.stream().filter(GossipedRing::hasLeft).count();
  }

  /**
   * Takes in what a node knows of this ring.
   *
   * @throws MemberlistException if the ring would become too large; then it stays as it was
   */
  void merge(List<Instance> incoming, long nowUnixSeconds, long nowNanos)
      throws MemberlistException {
    Set<String> known = members.stream().map(Instance::id).collect(Collectors.toSet());
    List<Instance> news =
        incoming.stream()
            .filter(one -> known.contains(one.id()) || !isExpired(one, nowUnixSeconds))
            .toList();
    try {
      RingBounds.check(members, news);
    } catch (RingBoundsException e) {
      throw MemberlistException.tooLarge(e.getMessage(), e);
    }
    List<Instance> merged = RingMerge.merge(members, news).members();
    noteAbsent(merged, incoming, nowNanos);
    members =
        merged.stream()
            .filter(one -> !isExpired(one, nowUnixSeconds) && !isGone(one, nowNanos))
            .toList();
    Set<String> left = members.stream().map(Instance::id).collect(Collectors.toSet());
    absentSinceNanos.keySet().retainAll(left);
  }

  private void noteAbsent(List<Instance> merged, List<Instance> incoming, long nowNanos) {
    Set<String> present = incoming.stream().map(Instance::id).collect(Collectors.toSet());
    for (Instance member : merged) {
      if (present.contains(member.id())) {
        absentSinceNanos.remove(member.id());
      } else {
        absentSinceNanos.putIfAbsent(member.id(), nowNanos);
      }
    }
  }

  private boolean isGone(Instance member, long nowNanos) {
    Long since = absentSinceNanos.get(member.id());
    return since != null && nowNanos - since > leftTimeout.toNanos();
  }

  private boolean isExpired(Instance member, long nowUnixSeconds) {
    return hasLeft(member)
        && member.heartbeatUnixSeconds() < nowUnixSeconds - leftTimeout.toSeconds();
  }

  private static boolean hasLeft(Instance member) {
    return member.state().number() == InstanceState.LEFT.number();
  }

  /** Answers did not come: nobody can be said to be absent from them. */
  void forgetAbsences() {
    absentSinceNanos.clear();
  }

  /** The whole ring was deleted; a later answer may have it again. */
  void clear() {
    members = List.of();
    absentSinceNanos.clear();
  }
}
