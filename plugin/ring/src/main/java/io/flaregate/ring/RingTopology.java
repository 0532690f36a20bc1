package io.flaregate.ring;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a ring that heartbeats and states do not touch: sorted tokens, their owners, zones.
 *
 * <p>Representation: {@code tokens} ascending as unsigned numbers, stored with the sign bit flipped
 * so that signed comparison orders them; {@code owners[i]} is the index of the member that owns
 * {@code tokens[i]}. Members are ordered by id. A token value has one owner: of several claimants
 * the one with the lowest id, as gossip would resolve it, whatever their order in the store.
 *
 * <p>The index into {@code tokens} has a bucket for each value of a token's highest bits, half as
 * many as there are tokens or more, so that a search looks at one or two of them. Tokens that crowd
 * into one bucket are halved in the usual way: the worst case is that of a binary search.
 */
final class RingTopology {
  /** Zone of members that do not state one: such members are not limited to one per zone. */
  static final int NO_ZONE = -1;

  /** 256 KiB of index at most. */
  private static final int MAX_BUCKETS = 1 << 16;

  /** So few tokens are faster to go through than to halve. */
  private static final int FEW_TOKENS = 8;

  final int[] tokens;
  final int[] owners;

  /** Index into {@link #zoneNames} or {@link #NO_ZONE}, per member. */
  final int[] zoneOf;

  /** Distinct non-empty zones, sorted by bytes. */
  final List<String> zoneNames;

  /** Number of members that own a token. */
  final int placed;

  /** The same per zone of {@link #zoneNames}. */
  final int[] placedOfZone;

  /** Position of the first token of each bucket, and the number of tokens at the end. */
  private final int[] buckets;

  /** How far a token is shifted to the right to give its bucket. */
  private final int bucketShift;

  private final List<Instance> built;
  private volatile @Nullable ZoneTokens zoned;
  private volatile @Nullable ZoneTokens unzoned;

  /** Builds the tables. {@code instances} are sorted by id. */
  RingTopology(List<Instance> instances) {
    long[] pairs = sortedPairs(instances);
    tokens = new int[pairs.length];
    owners = new int[pairs.length];
    for (int i = 0; i < pairs.length; i++) {
      tokens[i] = (int) (pairs[i] >> 32);
      boolean repeated = i > 0 && tokens[i] == tokens[i - 1];
      owners[i] = repeated ? owners[i - 1] : (int) pairs[i];
    }
    zoneNames =
        instances.stream()
            .map(Instance::zone)
            .filter(zone -> !zone.isEmpty())
            .distinct()
            .sorted(Utf8Order.COMPARATOR)
            .toList();
    zoneOf = instances.stream().mapToInt(this::zoneIndex).toArray();
    placedOfZone = new int[zoneNames.size()];
    placed = countPlaced();
    int count = Integer.highestOneBit(Math.max(1, Math.min(tokens.length, MAX_BUCKETS)));
    bucketShift = Integer.SIZE - Integer.numberOfTrailingZeros(count);
    buckets = index(count);
    built = instances;
  }

  private int countPlaced() {
    BitSet owning = new BitSet(zoneOf.length);
    for (int member : owners) {
      if (!owning.get(member)) {
        owning.set(member);
        if (zoneOf[member] != NO_ZONE) {
          placedOfZone[zoneOf[member]]++;
        }
      }
    }
    return owning.cardinality();
  }

  private int[] index(int count) {
    int[] index = new int[count + 1];
    int bucket = 0;
    for (int i = 0; i < tokens.length; i++) {
      for (int own = bucket(tokens[i] ^ Integer.MIN_VALUE); bucket < own; ) {
        index[++bucket] = i;
      }
    }
    Arrays.fill(index, bucket + 1, index.length, tokens.length);
    return index;
  }

  /** The shift is that of a {@code long}, because an {@code int} cannot be shifted by 32. */
  private int bucket(int token) {
    return (int) (Integer.toUnsignedLong(token) >>> bucketShift);
  }

  private int zoneIndex(Instance instance) {
    return instance.zone().isEmpty() ? NO_ZONE : zoneNames.indexOf(instance.zone());
  }

  /** Token and member in one number each, so that one sort of primitives does it. */
  private static long[] sortedPairs(List<Instance> instances) {
    int count = 0;
    for (Instance instance : instances) {
      count = Math.addExact(count, instance.tokens().size());
    }
    long[] pairs = new long[count];
    int at = 0;
    for (int member = 0; member < instances.size(); member++) {
      TokenList own = instances.get(member).tokens();
      for (int i = 0; i < own.size(); i++) {
        pairs[at++] = (long) (own.get(i) ^ Integer.MIN_VALUE) << 32 | member;
      }
    }
    Arrays.sort(pairs);
    return pairs;
  }

  /** Position where the walk for a token begins, as {@link #start(int[], int)} finds it. */
  int start(int token) {
    int bucket = bucket(token);
    return start(tokens, token, buckets[bucket], buckets[bucket + 1]);
  }

  /**
   * Position where the walk for a token begins: one after the first position that equals the token,
   * else the first greater one, else the lowest. The difference shows where a member has a token
   * twice. There must be tokens.
   */
  static int start(int[] flippedTokens, int token) {
    return start(flippedTokens, token, 0, flippedTokens.length);
  }

  /** The same where the first token that is not smaller is known to be in a range, or its end. */
  private static int start(int[] flippedTokens, int token, int from, int to) {
    int wanted = token ^ Integer.MIN_VALUE;
    int low = from;
    int high = to;
    while (high - low > FEW_TOKENS) {
      int middle = (low + high) >>> 1;
      if (flippedTokens[middle] < wanted) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    while (low < high && flippedTokens[low] < wanted) {
      low++;
    }
    if (low < flippedTokens.length && flippedTokens[low] == wanted) {
      low++;
    }
    return low == flippedTokens.length ? 0 : low;
  }

  /** Tokens by zone, for shuffle shards; made when first asked for. */
  ZoneTokens zones(boolean zoneAware) {
    ZoneTokens known = zoneAware ? zoned : unzoned;
    if (known == null) {
      known = new ZoneTokens(this, built, zoneAware);
      if (zoneAware) {
        zoned = known;
      } else {
        unzoned = known;
      }
    }
    return known;
  }

  /** Whether other members (sorted by id) would give the same tables. */
  boolean describes(List<Instance> instances) {
    if (instances.size() != built.size()) {
      return false;
    }
    for (int i = 0; i < built.size(); i++) {
      Instance a = built.get(i);
      Instance b = instances.get(i);
      if (!a.id().equals(b.id())
          || a.readOnly() != b.readOnly()
          || !a.zone().equals(b.zone())
          || !a.tokens().equals(b.tokens())) {
        return false;
      }
    }
    return true;
  }
}
