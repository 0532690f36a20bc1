package io.flaregate.benchmarks.naive;

import io.flaregate.ring.Instance;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeMap;

/** A ring as a sorted map of tokens: walks clockwise and takes each zone once. */
public final class NaiveRing {
  private final TreeMap<Long, Instance> owners = new TreeMap<>();
  private final int replicationFactor;

  /** A ring of members with tokens. */
  public NaiveRing(Collection<Instance> members, int replicationFactor) {
    this.replicationFactor = replicationFactor;
    for (Instance member : members) {
      for (int token : member.tokens().toArray()) {
        owners.put(Integer.toUnsignedLong(token), member);
      }
    }
  }

  /** The members that hold a key. */
  public Set<Instance> lookup(int token) {
    Set<Instance> replicas = new LinkedHashSet<>();
    Set<String> zones = new HashSet<>();
    long key = Integer.toUnsignedLong(token);
    walk(owners.tailMap(key, false).values(), replicas, zones);
    walk(owners.headMap(key, true).values(), replicas, zones);
    return replicas;
  }

  private void walk(Collection<Instance> clockwise, Set<Instance> replicas, Set<String> zones) {
    for (Instance owner : clockwise) {
      if (replicas.size() == replicationFactor) {
        return;
      }
      if (zones.add(owner.zone())) {
        replicas.add(owner);
      }
    }
  }
}
