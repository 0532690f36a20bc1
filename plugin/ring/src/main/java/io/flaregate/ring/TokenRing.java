package io.flaregate.ring;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An immutable consistent-hash ring: who holds the copies of a series with a given token.
 *
 * <p>Safe for use by any number of threads; a reader of a changing ring publishes a new one by one
 * volatile write. Members are ordered by id (UTF-8 bytes), and an index into that order stands for
 * a member in all results.
 *
 * <p>The lookup (vector file {@code ring_get.json}): walk clockwise from the first token greater
 * than the key, taking each member once and, with zone awareness, each zone once, until there are
 * as many as the replication factor; a member that is not ACTIVE adds one to that number. From the
 * {@code n} members taken, or the replication factor if that is more, {@code n/2 + 1} must store
 * the series; of those that are ACTIVE and alive the rest may fail.
 */
public final class TokenRing {
  private static final Comparator<Instance> BY_ID =
      Comparator.comparing(Instance::id, Utf8Order.COMPARATOR);

  /** Roles of members in a write. */
  private static final byte WRITABLE = 0;

  private static final byte EXTENDING = 1;
  private static final byte OTHER = 2;

  private final RingConfig config;
  private final List<Instance> instances;
  private final RingTopology topology;

  /** The members once more, and what their states mean: a lookup reads arrays only. */
  private final Instance[] members;

  private final byte[] roles;

  private TokenRing(RingConfig config, List<Instance> instances, RingTopology topology) {
    this.config = config;
    this.instances = instances;
    this.topology = topology;
    members = instances.toArray(Instance[]::new);
    roles = new byte[members.length];
    for (int i = 0; i < roles.length; i++) {
      roles[i] = role(members[i].state());
    }
  }

  private static byte role(InstanceState state) {
    if (state.number() == InstanceState.ACTIVE.number()) {
      return WRITABLE;
    }
    return state.extendsWrites() ? EXTENDING : OTHER;
  }

  /**
   * Builds a ring. Members of excluded zones are left out.
   *
   * @throws IllegalArgumentException if two members have one id
   */
  public static TokenRing of(RingConfig config, Collection<Instance> instances) {
    List<Instance> sorted = sorted(config, instances);
    return new TokenRing(config, sorted, new RingTopology(sorted));
  }

  /**
   * The ring after news of its members. When only heartbeats, states, addresses or times changed
   * the sorted tokens are shared with this ring, which makes it cheap.
   *
   * @throws IllegalArgumentException if two members have one id
   */
  public TokenRing withInstances(Collection<Instance> news) {
    List<Instance> sorted = sorted(config, news);
    return topology.describes(sorted)
        ? new TokenRing(config, sorted, topology)
        : new TokenRing(config, sorted, new RingTopology(sorted));
  }

  private static List<Instance> sorted(RingConfig config, Collection<Instance> instances) {
    List<Instance> sorted = new ArrayList<>(instances);
    sorted.removeIf(instance -> config.excludedZones().contains(instance.zone()));
    sorted.sort(BY_ID);
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).id().equals(sorted.get(i - 1).id())) {
        throw new IllegalArgumentException("two ring members have the id " + sorted.get(i).id());
      }
    }
    return List.copyOf(sorted);
  }

  /** How the ring places series. */
  public RingConfig config() {
    return config;
  }

  /** All members, ordered by id. */
  public List<Instance> instances() {
    return instances;
  }

  /** Number of members. */
  public int size() {
    return members.length;
  }

  /**
   * The member at an index.
   *
   * @throws IndexOutOfBoundsException if there is none
   */
  public Instance instance(int index) {
    return members[index];
  }

  /** Number of tokens of all members. */
  public int tokenCount() {
    return topology.tokens.length;
  }

  /** The non-empty zones of the members, sorted by bytes. */
  public List<String> zones() {
    return topology.zoneNames;
  }

  /** Members that can take writes: ACTIVE and alive. */
  public List<Instance> healthyInstances(Liveness liveness) {
    return IntStream.range(0, members.length)
        .filter(member -> isHealthy(member, liveness))
        .mapToObj(this::instance)
        .toList();
  }

  boolean isHealthy(int member, Liveness liveness) {
    return roles[member] == WRITABLE && liveness.isAlive(members[member]);
  }

  /**
   * How many of the 2^32 keys each member owns, by index: the keys that begin their walk at one of
   * its tokens. All zero without tokens.
   */
  public long[] ownedKeys() {
    int[] tokens = topology.tokens;
    long[] owned = new long[instances.size()];
    for (int i = 0; i < tokens.length; i++) {
      long before = i == 0 ? tokens[tokens.length - 1] - (1L << 32) : tokens[i - 1];
      owned[topology.owners[i]] += tokens[i] - before;
    }
    return owned;
  }

  /**
   * Finds the members that are to hold a series, without allocating once {@code out} has grown to
   * the ring's size.
   *
   * @param token the series' token, unsigned
   * @param out overwritten with the set or, if this returns false, with the reason
   * @return whether there are enough healthy members
   */
  public boolean lookup(int token, Liveness liveness, ReplicationSet out) {
    out.begin(this, topology);
    if (topology.tokens.length == 0) {
      return out.failEmpty();
    }
    walk(token, out);
    return out.settle(this, config.replicationFactor(), liveness);
  }

  /**
   * Finds the members that are to hold a series.
   *
   * @throws RingLookupException if there are not enough healthy members
   */
  public Replicas replicas(int token, Liveness liveness) {
    ReplicationSet set = new ReplicationSet();
    if (!lookup(token, liveness, set)) {
      throw new RingLookupException(set.status(), set.error());
    }
    return set.toReplicas();
  }

  /**
   * Ends when nobody is left to take, for instance because all zones are served, and not only after
   * a whole round.
   */
  private void walk(int token, ReplicationSet out) {
    int[] owners = topology.owners;
    boolean zoneAware = config.zoneAwarenessEnabled();
    boolean extendWrites = config.extendWrites();
    int wanted = config.replicationFactor();
    int left = topology.placed;
    int at = topology.start(token);
    while (left > 0 && out.taken() < wanted) {
      int member = owners[at];
      at = at + 1 == owners.length ? 0 : at + 1;
      int zone = zoneAware ? topology.zoneOf[member] : RingTopology.NO_ZONE;
      if (!out.take(member, zone)) {
        continue;
      }
      left--;
      if (extendWrites && roles[member] == EXTENDING) {
        wanted++;
      } else if (zone != RingTopology.NO_ZONE) {
        left -= topology.placedOfZone[zone] - out.serve(zone, topology.zoneOf);
      }
    }
  }

  RingTopology topology() {
    return topology;
  }

  /** The ring of some members, given by index. */
  TokenRing subRing(BitSet members) {
    List<Instance> kept = members.stream().mapToObj(instances::get).toList();
    return new TokenRing(config, kept, new RingTopology(kept));
  }

  /**
   * This sub-ring with its members as another ring with the same topology as its parent has them.
   */
  TokenRing refreshedFrom(TokenRing parent, BitSet members) {
    List<Instance> kept = members.stream().mapToObj(parent.instances::get).toList();
    return new TokenRing(config, kept, topology);
  }
}
