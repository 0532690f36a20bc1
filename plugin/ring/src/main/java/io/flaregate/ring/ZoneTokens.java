package io.flaregate.ring;

import java.util.Arrays;
import java.util.List;

/**
 * The ring's tokens parted by the zone of their owner; with zone awareness off, one zone {@code ""}
 * that holds all. Only shuffle shards look at it.
 */
final class ZoneTokens {
  /** Zones, sorted by bytes; {@code ""} is one of them if a member has no zone. */
  final List<String> names;

  /** Per zone its tokens, in the form of {@link RingTopology#tokens}. */
  final int[][] tokens;

  /** Per zone the owners of its tokens. */
  final int[][] owners;

  /** Per zone its members. */
  final int[][] members;

  ZoneTokens(RingTopology topology, List<Instance> instances, boolean zoneAware) {
    if (!zoneAware) {
      names = List.of("");
      tokens = new int[][] {topology.tokens};
      owners = new int[][] {topology.owners};
      int[] all = new int[instances.size()];
      Arrays.setAll(all, i -> i);
      members = new int[][] {all};
      return;
    }
    names = instances.stream().map(Instance::zone).distinct().sorted(Utf8Order.COMPARATOR).toList();
    tokens = new int[names.size()][];
    owners = new int[names.size()][];
    members = new int[names.size()][];
    int[] zoneOf = instances.stream().mapToInt(i -> names.indexOf(i.zone())).toArray();
    for (int zone = 0; zone < tokens.length; zone++) {
      part(topology, zoneOf, zone);
    }
  }

  private void part(RingTopology topology, int[] zoneOf, int zone) {
    int[] ownTokens = new int[topology.tokens.length];
    int[] ownOwners = new int[ownTokens.length];
    int count = 0;
    for (int i = 0; i < ownTokens.length; i++) {
      if (zoneOf[topology.owners[i]] == zone) {
        ownTokens[count] = topology.tokens[i];
        ownOwners[count++] = topology.owners[i];
      }
    }
    tokens[zone] = Arrays.copyOf(ownTokens, count);
    owners[zone] = Arrays.copyOf(ownOwners, count);
    int[] all = new int[zoneOf.length];
    int found = 0;
    for (int member = 0; member < zoneOf.length; member++) {
      if (zoneOf[member] == zone) {
        all[found++] = member;
      }
    }
    members[zone] = Arrays.copyOf(all, found);
  }
}
