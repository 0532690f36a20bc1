package io.flaregate.ring;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The ring as its description reads, with maps and sets and no thought of speed: what the real one
 * is compared with.
 */
final class NaiveRing {
  private static final String ZONES = " across different availability zones";

  private final RingConfig config;
  private final List<Instance> instances;

  /** Token to its owner. */
  private final TreeMap<Long, Instance> owners = new TreeMap<>();

  /** Tokens that their owner or another member lists more than once. */
  private final Set<Long> repeated = new HashSet<>();

  NaiveRing(RingConfig config, List<Instance> all) {
    this.config = config;
    instances = all.stream().filter(i -> !config.excludedZones().contains(i.zone())).toList();
    for (Instance instance : instances) {
      for (int token : instance.tokens().toArray()) {
        long key = Integer.toUnsignedLong(token);
        Instance other = owners.get(key);
        if (other != null) {
          repeated.add(key);
        }
        if (other == null || instance.id().compareTo(other.id()) < 0) {
          owners.put(key, instance);
        }
      }
    }
  }

  /** Owners clockwise from where the walk for a key begins. */
  private List<Instance> clockwise(long key) {
    List<Instance> walk = new ArrayList<>(owners.tailMap(key, repeated.contains(key)).values());
    walk.addAll(owners.headMap(key, true).values());
    return walk;
  }

  String lookup(long key, long nowMillis) {
    if (owners.isEmpty()) {
      return "empty ring";
    }
    Set<Instance> seen = new LinkedHashSet<>();
    Set<String> served = new HashSet<>();
    int wanted = config.replicationFactor();
    for (Instance owner : clockwise(key)) {
      if (seen.size() >= Math.min(instances.size(), wanted)) {
        break;
      }
      boolean zoned = config.zoneAwarenessEnabled() && !owner.zone().isEmpty();
      if ((zoned && served.contains(owner.zone())) || !seen.add(owner)) {
        continue;
      }
      boolean extending =
          Set.of("LEAVING", "PENDING", "JOINING", "LEFT").contains(owner.state() + "");
      if (config.extendWrites() && extending) {
        wanted++;
      } else if (zoned) {
        served.add(owner.zone());
      }
    }
    return judge(seen, nowMillis);
  }

  private String judge(Set<Instance> seen, long nowMillis) {
    int needed = Math.max(config.replicationFactor(), seen.size()) / 2 + 1;
    List<String> kept = new ArrayList<>();
    List<String> dropped = new ArrayList<>();
    for (Instance one : seen) {
      long age = nowMillis - one.heartbeatUnixSeconds() * 1000;
      boolean fresh = age <= config.heartbeatTimeout().toMillis();
      if (fresh && one.state().equals(InstanceState.ACTIVE)) {
        kept.add(one.id());
      } else {
        dropped.add(one.addr());
      }
    }
    if (kept.size() >= needed) {
      return kept + " " + (kept.size() - needed);
    }
    return "at least "
        + needed
        + " live replicas required"
        + (config.zoneAwarenessEnabled() ? ZONES : "")
        + ", could only find "
        + kept.size()
        + (dropped.isEmpty() ? "" : " - unhealthy instances: " + String.join(",", dropped));
  }

  /** The ring of a tenant's shard. */
  NaiveRing shardRing(String tenant, int size) {
    Set<String> shard = shard(tenant, size);
    return new NaiveRing(config, instances.stream().filter(i -> shard.contains(i.id())).toList());
  }

  /** The ids of a tenant's shard. */
  Set<String> shard(String tenant, int size) {
    Set<String> shard = new HashSet<>();
    Set<String> zones = new TreeSet<>();
    instances.forEach(i -> zones.add(config.zoneAwarenessEnabled() ? i.zone() : ""));
    for (String zone : zones) {
      List<Instance> own =
          instances.stream()
              .filter(i -> !config.zoneAwarenessEnabled() || i.zone().equals(zone))
              .toList();
      int share = (int) Math.ceil((double) size / zones.size());
      boolean all = size <= 0 || (config.zoneAwarenessEnabled() && share >= own.size());
      if (all) {
        own.stream().filter(i -> !i.readOnly()).forEach(i -> shard.add(i.id()));
      } else {
        choose(shard, own, share, new GoRandom(ShuffleShard.seed(tenant, zone)));
      }
    }
    return shard;
  }

  private void choose(Set<String> shard, List<Instance> own, int share, GoRandom random) {
    for (int i = 0; i < share; i++) {
      long start = Integer.toUnsignedLong(random.uint32());
      for (Instance owner : clockwise(start)) {
        if (own.contains(owner) && !owner.readOnly() && shard.add(owner.id())) {
          break;
        }
      }
    }
  }
}
