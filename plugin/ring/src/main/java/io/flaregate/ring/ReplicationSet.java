package io.flaregate.ring;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The result of a lookup, reusable: {@link TokenRing#lookup} overwrites it. {@link #toReplicas}
 * gives an immutable copy.
 *
 * <p>One instance serves one thread at a time. A failure costs nothing but the text of {@link
 * #error}, made when asked for.
 */
public final class ReplicationSet {
  /** Members in the order of the walk; after a lookup the healthy ones come first. */
  private int[] members = new int[8];

  /** Members dropped as unhealthy, in the order of the walk. */
  private int[] dropped = new int[8];

  /** Lookup in which a member was taken, by member; and in which a zone was served, by zone. */
  private int[] takenIn = new int[0];

  private int[] servedIn = new int[0];

  private int lookup;
  private @Nullable TokenRing ring;
  private LookupStatus status = LookupStatus.EMPTY_RING;
  private int taken;
  private int count;
  private int droppedCount;
  private int minSuccess;

  /** Creates an empty set. */
  public ReplicationSet() {}

  /** How the last lookup ended. */
  public LookupStatus status() {
    return status;
  }

  /** Number of healthy members found; after a failure they are too few. */
  public int count() {
    return count;
  }

  /**
   * Index of a healthy member in the ring that was asked, in the order of the walk.
   *
   * @throws IndexOutOfBoundsException if {@code i} is not within 0 and {@link #count}−1
   */
  public int member(int i) {
    return members[Objects.checkIndex(i, count)];
  }

  /**
   * A healthy member, in the order of the walk.
   *
   * @throws IndexOutOfBoundsException if {@code i} is not within 0 and {@link #count}−1
   */
  public Instance instance(int i) {
    return ring().instance(member(i));
  }

  /** How many members must store the series. */
  public int minSuccess() {
    return minSuccess;
  }

  /** How many of the members may fail; 0 after a failure. */
  public int maxErrors() {
    return status == LookupStatus.FOUND ? count - minSuccess : 0;
  }

  /**
   * An immutable copy.
   *
   * @throws IllegalStateException if the last lookup failed
   */
  public Replicas toReplicas() {
    if (status != LookupStatus.FOUND) {
      throw new IllegalStateException("the lookup failed: " + error());
    }
    Instance[] found = new Instance[count];
    Arrays.setAll(found, this::instance);
    return new Replicas(Arrays.asList(found), maxErrors());
  }

  /** What a failed lookup says, word for word as upstream; {@code ""} after a successful one. */
  public String error() {
    return switch (status) {
      case FOUND -> "";
      case EMPTY_RING -> "empty ring";
      case TOO_FEW_LIVE -> tooFewLive();
    };
  }

  private String tooFewLive() {
    StringBuilder text = new StringBuilder(128);
    text.append("at least ").append(minSuccess).append(" live replicas required");
    if (ring().config().zoneAwarenessEnabled()) {
      text.append(" across different availability zones");
    }
    text.append(", could only find ").append(count);
    for (int i = 0; i < droppedCount; i++) {
      text.append(i == 0 ? " - unhealthy instances: " : ",");
      text.append(ring().instance(dropped[i]).addr());
    }
    return text.toString();
  }

  private TokenRing ring() {
    if (ring == null) {
      throw new IllegalStateException("nothing was looked up yet");
    }
    return ring;
  }

  void begin(TokenRing asked, RingTopology topology) {
    ring = asked;
    taken = 0;
    count = 0;
    droppedCount = 0;
    minSuccess = 0;
    if (takenIn.length < topology.zoneOf.length) {
      takenIn = new int[topology.zoneOf.length];
    }
    if (servedIn.length < topology.placedOfZone.length) {
      servedIn = new int[topology.placedOfZone.length];
    }
    if (++lookup == 0) {
      // The counter came round: old stamps must not look like new ones.
      Arrays.fill(takenIn, 0);
      Arrays.fill(servedIn, 0);
      lookup = 1;
    }
  }

  boolean failEmpty() {
    status = LookupStatus.EMPTY_RING;
    return false;
  }

  int taken() {
    return taken;
  }

  /** Takes a member unless it was taken before or its zone is served. */
  boolean take(int member, int zone) {
    if (takenIn[member] == lookup || (zone != RingTopology.NO_ZONE && servedIn[zone] == lookup)) {
      return false;
    }
    takenIn[member] = lookup;
    if (taken == members.length) {
      members = Arrays.copyOf(members, taken * 2);
    }
    members[taken++] = member;
    return true;
  }

  /** Marks a zone as served; the number of members of it that were taken. */
  int serve(int zone, int[] zoneOf) {
    servedIn[zone] = lookup;
    int own = 0;
    for (int i = 0; i < taken; i++) {
      own += zoneOf[members[i]] == zone ? 1 : 0;
    }
    return own;
  }

  /** Drops the unhealthy ones and compares what is left with what is needed. */
  boolean settle(TokenRing asked, int replicationFactor, Liveness liveness) {
    minSuccess = Math.max(replicationFactor, taken) / 2 + 1;
    if (dropped.length < taken) {
      dropped = new int[members.length];
    }
    for (int i = 0; i < taken; i++) {
      int member = members[i];
      if (asked.isHealthy(member, liveness)) {
        members[count++] = member;
      } else {
        dropped[droppedCount++] = member;
      }
    }
    status = count < minSuccess ? LookupStatus.TOO_FEW_LIVE : LookupStatus.FOUND;
    return status == LookupStatus.FOUND;
  }
}
