package io.flaregate.ring;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.BitSet;
import java.util.List;

/**
 * Chooses the part of the ring that a tenant uses, so that a bad tenant hurts few others. The
 * choice must equal that of every other distributor, else a tenant's data spread (vector files
 * {@code shuffle_shard.json}, {@code shuffle_shard_seed.json}).
 *
 * <p>Read-only members are never in it, even if a tenant has no shard size.
 */
public final class ShuffleShard {
  private ShuffleShard() {}

  /**
   * The ring of a tenant.
   *
   * @param shardSize number of members; 0 or less for all
   * @return the ring itself if all of its members are in it
   */
  public static TokenRing select(TokenRing ring, String tenant, int shardSize) {
    BitSet members = members(ring, tenant, shardSize);
    return members.cardinality() == ring.size() ? ring : ring.subRing(members);
  }

  /** The members of {@link #select}, by index. */
  static BitSet members(TokenRing ring, String tenant, int shardSize) {
    BitSet selected = new BitSet(ring.size());
    if (shardSize <= 0) {
      selected.set(0, ring.size());
      selected.andNot(readOnly(ring));
      return selected;
    }
    boolean zoneAware = ring.config().zoneAwarenessEnabled();
    ZoneTokens zones = ring.topology().zones(zoneAware);
    BitSet readOnly = readOnly(ring);
    // Rounded up, so that zones are equally strong.
    int perZone =
        (int) (((long) shardSize + zones.names.size() - 1) / Math.max(1, zones.names.size()));
    for (int zone = 0; zone < zones.names.size(); zone++) {
      if (zoneAware && perZone >= zones.members[zone].length) {
        for (int member : zones.members[zone]) {
          selected.set(member, !readOnly.get(member));
        }
      } else {
        long seed = seed(tenant, zones.names.get(zone));
        pick(zones, zone, perZone, new GoRandom(seed), readOnly, selected);
      }
    }
    return selected;
  }

  private static void pick(
      ZoneTokens zones, int zone, int count, GoRandom random, BitSet readOnly, BitSet selected) {
    int[] owners = zones.owners[zone];
    boolean found = owners.length > 0;
    for (int i = 0; i < count && found; i++) {
      int start = RingTopology.start(zones.tokens[zone], random.uint32());
      found = pickOne(owners, start, readOnly, selected);
    }
  }

  /** Takes the first member clockwise that is free to take; false if there is none left. */
  private static boolean pickOne(int[] owners, int start, BitSet readOnly, BitSet selected) {
    for (int steps = 0, at = start; steps < owners.length; steps++) {
      int member = owners[at];
      if (!selected.get(member) && !readOnly.get(member)) {
        selected.set(member);
        return true;
      }
      at = at + 1 == owners.length ? 0 : at + 1;
    }
    return false;
  }

  private static BitSet readOnly(TokenRing ring) {
    BitSet readOnly = new BitSet(ring.size());
    List<Instance> instances = ring.instances();
    for (int i = 0; i < instances.size(); i++) {
      readOnly.set(i, instances.get(i).readOnly());
    }
    return readOnly;
  }

  /**
   * Seed of the random numbers: the first eight bytes, big-endian, of the MD5 of the identifier,
   * followed, if the zone is not empty, by a zero byte and the zone.
   */
  public static long seed(String identifier, String zone) {
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      md5.update(identifier.getBytes(StandardCharsets.UTF_8));
      if (!zone.isEmpty()) {
        md5.update((byte) 0);
        md5.update(zone.getBytes(StandardCharsets.UTF_8));
      }
      return ByteBuffer.wrap(md5.digest()).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }
}
