package io.flaregate.ring.desc;

import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import io.flaregate.ring.TokenList;
import io.flaregate.ring.Utf8Order;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Merges a gossiped ring into the local one (vector file {@code ring_merge.json}).
 *
 * <p>A received member replaces the local one if its heartbeat is newer, or equal if it is LEFT and
 * the local one is not; a member that is not known here counts as one with heartbeat 0. If tokens
 * changed by that, a token in two members stays with the one that is not LEAVING, else with the
 * lower id.
 */
public final class RingMerge {
  private RingMerge() {}

  /**
   * What a merge gave.
   *
   * @param members the local ring afterwards, ordered by id
   * @param changed the part to pass on, ordered by id; empty if nothing changed
   */
  public record Result(List<Instance> members, List<Instance> changed) {
    /** Copies the lists. */
    public Result {
      members = List.copyOf(members);
      changed = List.copyOf(changed);
    }
  }

  /**
   * Merges.
   *
   * @param current the local ring, the result of an earlier merge
   * @param incoming the received ring, as received
   */
  public static Result merge(List<Instance> current, List<Instance> incoming) {
    Map<String, Instance> members = new TreeMap<>(Utf8Order.COMPARATOR);
    current.forEach(instance -> members.put(instance.id(), instance));
    Set<String> taken = new TreeSet<>(Utf8Order.COMPARATOR);
    boolean tokensChanged = false;
    for (Instance received : incoming) {
      Instance news = normalised(received);
      Instance local = members.get(news.id());
      if (isNewer(news, local)) {
        tokensChanged |= !news.tokens().equals(local == null ? TokenList.empty() : local.tokens());
        members.put(news.id(), news);
        taken.add(news.id());
      }
    }
    if (tokensChanged) {
      resolve(members);
    }
    List<Instance> changed = new ArrayList<>();
    members.forEach(
        (id, instance) -> {
          if (taken.contains(id)) {
            changed.add(instance);
          }
        });
    return new Result(List.copyOf(members.values()), changed);
  }

  /** Tokens ascending, each once; none if it has left. */
  public static Instance normalised(Instance instance) {
    return instance.withTokens(
        isIn(instance, InstanceState.LEFT) ? TokenList.empty() : instance.tokens().normalised());
  }

  private static boolean isNewer(Instance news, @Nullable Instance local) {
    long known = local == null ? 0 : local.heartbeatUnixSeconds();
    boolean leftHere = local != null && isIn(local, InstanceState.LEFT);
    return news.heartbeatUnixSeconds() > known
        || (news.heartbeatUnixSeconds() == known && isIn(news, InstanceState.LEFT) && !leftHere);
  }

  private static boolean isIn(Instance instance, InstanceState state) {
    return instance.state().number() == state.number();
  }

  /** Leaves each token with one member. */
  private static void resolve(Map<String, Instance> members) {
    Map<Integer, Instance> owners = new HashMap<>();
    Set<String> losers = new TreeSet<>(Utf8Order.COMPARATOR);
    for (Instance instance : members.values()) { // By id: who comes later loses.
      for (int token : instance.tokens().toArray()) {
        Instance other = owners.putIfAbsent(token, instance);
        if (other == null) {
          continue;
        }
        boolean overtakes =
            isIn(other, InstanceState.LEAVING) && !isIn(instance, InstanceState.LEAVING);
        losers.add(overtakes ? other.id() : instance.id());
        owners.put(token, overtakes ? instance : other);
      }
    }
    for (String loser : losers) {
      Instance instance = members.get(loser);
      if (instance != null) {
        members.put(loser, instance.withTokens(kept(instance, owners)));
      }
    }
  }

  private static TokenList kept(Instance instance, Map<Integer, Instance> owners) {
    List<Integer> kept = new ArrayList<>();
    for (int token : instance.tokens().toArray()) {
      Instance owner = owners.get(token);
      if (owner != null && owner.id().equals(instance.id())) {
        kept.add(token);
      }
    }
    return TokenList.of(kept.stream().mapToInt(Integer::intValue).toArray());
  }
}
