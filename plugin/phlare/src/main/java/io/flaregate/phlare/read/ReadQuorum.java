package io.flaregate.phlare.read;

import static java.util.Objects.requireNonNull;

import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import io.flaregate.ring.RingConfig;
import io.flaregate.ring.TokenRing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How many members of a ring must answer a read so that it sees every write that was acknowledged.
 *
 * <p>An acknowledged write is on at least {@code replication_factor/2 + 1} members, so as long as
 * at most {@code replication_factor/2} do not answer, one of those that hold it does
 * (distributor.md, section 11). With zone awareness each of its copies is in another zone, so the
 * same holds for zones, of which one answers when all of its members do. Every member counts that
 * may hold something, whatever its state and heartbeat; one that has left does not. A ring with
 * fewer members than the replication factor is taken to have lost some, so no fewer are asked for.
 */
public final class ReadQuorum {
  private final List<Instance> members;
  private final boolean zones;
  private final int units;
  private final int replicationFactor;

  private ReadQuorum(List<Instance> members, RingConfig config) {
    this.members = List.copyOf(members);
    zones = config.zoneAwarenessEnabled();
    replicationFactor = config.replicationFactor();
    units = units(this.members).size();
  }

  /** The quorum of a ring, or of the part of a ring that a tenant's series are written to. */
  public static ReadQuorum of(TokenRing ring) {
    requireNonNull(ring, "ring is null");
    return new ReadQuorum(membersOf(ring), ring.config());
  }

  /** The members of a ring that may hold something. */
  static List<Instance> membersOf(TokenRing ring) {
    return ring.instances().stream()
        .filter(member -> member.state().number() != InstanceState.LEFT.number())
        .toList();
  }

  /** Zones, or members where zones do not count; members without a zone count one each. */
  private Set<String> units(List<Instance> of) {
    Set<String> units = new HashSet<>();
    of.forEach(member -> units.add(unit(member)));
    return units;
  }

  private String unit(Instance member) {
    return zones && !member.zone().isEmpty() ? "z" + member.zone() : "m" + member.id();
  }

  /** How many ingesters, or zones with zone awareness, there are. */
  public int size() {
    return units;
  }

  /** How many of them must answer; more than there are if the ring is too small. */
  public int needed() {
    return Math.max(units, replicationFactor) - replicationFactor / 2;
  }

  /**
   * How many ingesters, or zones, answered.
   *
   * @param answered the ids of the members that did
   */
  public int answered(Set<String> answered) {
    List<Instance> missing = new ArrayList<>(members);
    missing.removeIf(member -> answered.contains(member.id()));
    return units - units(missing).size();
  }

  /**
   * Whether every acknowledged write is seen.
   *
   * @param answered the ids of the members that answered
   */
  public boolean isReached(Set<String> answered) {
    return answered(answered) >= needed();
  }

  /**
   * For a person: {@code 1 of 3 ingesters answered, 2 are needed (replication factor 3)}.
   *
   * @param answered the ids of the members that answered
   */
  public String describe(Set<String> answered) {
    return answered(answered)
        + " of "
        + units
        + (zones ? " zones" : " ingesters")
        + " answered"
        + (zones ? " whole" : "")
        + ", "
        + needed()
        + (needed() == 1 ? " is" : " are")
        + " needed (replication factor "
        + replicationFactor
        + ")";
  }
}
