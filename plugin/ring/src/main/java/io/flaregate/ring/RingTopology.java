package io.flaregate.ring;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a ring that heartbeats and states do not touch: sorted tokens, their owners, zones.
 *
 * <p>Representation: {@code tokens} ascending as unsigned numbers, stored with the sign bit flipped
 * so that signed comparison orders them; {@code owners[i]} is the index of the member that owns
 * {@code tokens[i]}. Members are ordered by id. A token value has one owner: of several claimants
 * the one with the lowest id, as gossip would resolve it, whatever their order in the store.
 */
final class RingTopology {
  /** Zone of members that do not state one: such members are not limited to one per zone. */
  static final int NO_ZONE = -1;

  final int[] tokens;
  final int[] owners;

  /** Index into {@link #zoneNames} or {@link #NO_ZONE}, per member. */
  final int[] zoneOf;

  /** Distinct non-empty zones, sorted by bytes. */
  final List<String> zoneNames;

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
    built = instances;
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

  /** Position where the walk for a token begins. There must be tokens. */
  int start(int token) {
    return start(tokens, token);
  }

  /**
   * One after the first position that equals the token, else the first greater one, else the
   * lowest. The difference shows where a member has a token twice.
   */
  static int start(int[] flippedTokens, int token) {
    int wanted = token ^ Integer.MIN_VALUE;
    int low = 0;
    int high = flippedTokens.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (flippedTokens[middle] < wanted) {
        low = middle + 1;
      } else {
        high = middle;
      }
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
