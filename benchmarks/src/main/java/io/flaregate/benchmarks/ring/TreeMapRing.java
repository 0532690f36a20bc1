package io.flaregate.benchmarks.ring;

import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import io.flaregate.ring.Liveness;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * The usual way to write a consistent-hash ring, as the baseline: a {@link TreeMap} from token to
 * member, walked clockwise. It knows the same rules as the product's ring but for duplicate tokens.
 */
final class TreeMapRing {
  private final TreeMap<Long, Instance> owners = new TreeMap<>();
  private final int members;
  private final int replicationFactor;
  private final boolean zoneAware;

  TreeMapRing(List<Instance> instances, int replicationFactor, boolean zoneAware) {
    for (Instance instance : instances) {
      for (int token : instance.tokens().toArray()) {
        owners.put(Integer.toUnsignedLong(token), instance);
      }
    }
    members = instances.size();
    this.replicationFactor = replicationFactor;
    this.zoneAware = zoneAware;
  }

  /** The healthy members for a token, in the order of the walk; empty if they are too few. */
  List<Instance> lookup(int token, Liveness liveness) {
    List<Instance> seen = new ArrayList<>();
    Set<String> served = new HashSet<>();
    long key = Integer.toUnsignedLong(token);
    walk(owners.tailMap(key, false).values(), seen, served);
    walk(owners.headMap(key, true).values(), seen, served);
    int needed = Math.max(replicationFactor, seen.size()) / 2 + 1;
    seen.removeIf(one -> !one.state().equals(InstanceState.ACTIVE) || !liveness.isAlive(one));
    return seen.size() < needed ? List.of() : seen;
  }

  private void walk(Iterable<Instance> clockwise, List<Instance> seen, Set<String> served) {
    int wanted = wanted(seen);
    for (Instance owner : clockwise) {
      if (seen.size() >= Math.min(members, wanted)) {
        return;
      }
      boolean zoned = zoneAware && !owner.zone().isEmpty();
      if ((zoned && served.contains(owner.zone())) || seen.contains(owner)) {
        continue;
      }
      seen.add(owner);
      if (!owner.state().equals(InstanceState.ACTIVE)) {
        wanted++;
      } else if (zoned) {
        served.add(owner.zone());
      }
    }
  }

  private int wanted(List<Instance> seen) {
    int extending = 0;
    for (Instance one : seen) {
      extending += one.state().equals(InstanceState.ACTIVE) ? 0 : 1;
    }
    return replicationFactor + extending;
  }
}
