package io.flaregate.phlare.membership.memberlist;

import io.flaregate.phlare.config.JoinMember;
import io.flaregate.phlare.config.MemberlistConfig;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The nodes to ask, found anew for each round. Rounds begin with each in turn, so that the halves
 * of a split cluster are both heard; one that failed is asked last for a while. Not thread-safe.
 */
final class Seeds {
  /** Most nodes that are kept of all that names lead to. */
  static final int MAX_SEEDS = 256;

  private final List<JoinMember> members;
  private final Dns dns;
  private final long minBackoffNanos;
  private final long maxBackoffNanos;
  private final LongSupplier nanoTime;
  private final Map<InetSocketAddress, Penalty> penalties = new HashMap<>();
  private int turn;

  private record Penalty(int failures, long untilNanos) {}

  /** Hears of names that lead nowhere. */
  interface Problems {
    /** A name could not be resolved. */
    void unresolved(JoinMember member, MemberlistException problem);

    /** A name was resolved. */
    void resolved(JoinMember member);
  }

  Seeds(MemberlistConfig config, Dns dns, LongSupplier nanoTime, int firstTurn) {
    this.members = config.joinMembers().stream().map(JoinMember::parse).toList();
    this.dns = dns;
    this.minBackoffNanos = config.minJoinBackoff().toNanos();
    this.maxBackoffNanos = config.maxJoinBackoff().toNanos();
    this.nanoTime = nanoTime;
    this.turn = firstTurn;
  }

  /** The nodes for one round, in the order in which to ask them. */
  List<Seed> next(Problems problems) {
    Map<InetSocketAddress, Seed> found = new LinkedHashMap<>();
    for (JoinMember member : members) {
      try {
        for (Seed seed : resolve(member)) {
          if (found.size() < MAX_SEEDS) {
            found.putIfAbsent(seed.address(), seed);
          }
        }
        problems.resolved(member);
      } catch (UnknownHostException e) {
        problems.unresolved(
            member,
            new MemberlistException(
                PullFailure.RESOLVE, "cannot be resolved: " + e.getMessage(), e));
      }
    }
    penalties.keySet().retainAll(found.keySet());
    return ordered(new ArrayList<>(found.values()));
  }

  private List<Seed> resolve(JoinMember member) throws UnknownHostException {
    return dns.addresses(member.host()).stream()
        .map(found -> new Seed(member.host(), new InetSocketAddress(found, member.port())))
        .toList();
  }

  private List<Seed> ordered(List<Seed> all) {
    if (all.isEmpty()) {
      return all;
    }
    int first = Math.floorMod(turn++, all.size());
    long now = nanoTime.getAsLong();
    List<Seed> rotated =
        Stream.concat(all.subList(first, all.size()).stream(), all.subList(0, first).stream())
            .toList();
    return Stream.concat(
            rotated.stream().filter(seed -> !isPenalised(seed, now)),
            rotated.stream().filter(seed -> isPenalised(seed, now)))
        .toList();
  }

  private boolean isPenalised(Seed seed, long now) {
    Penalty penalty = penalties.get(seed.address());
    return penalty != null && now - penalty.untilNanos() < 0;
  }

  /** A node did not answer as it should. */
  void failed(Seed seed) {
    Penalty before = penalties.get(seed.address());
    int failures = before == null ? 1 : before.failures() + 1;
    long pause = PullPace.backoffNanos(minBackoffNanos, maxBackoffNanos, failures);
    penalties.put(seed.address(), new Penalty(failures, nanoTime.getAsLong() + pause));
  }

  /** A node answered as it should. */
  void answered(Seed seed) {
    penalties.remove(seed.address());
  }
}
