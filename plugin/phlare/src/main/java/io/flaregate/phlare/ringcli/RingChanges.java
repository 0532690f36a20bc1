package io.flaregate.phlare.ringcli;

import io.flaregate.phlare.membership.RingView;
import io.flaregate.ring.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** What differs between two looks at a ring; heartbeats do not count. */
final class RingChanges {
  /**
   * One difference of one member.
   *
   * @param member its id
   * @param what which of its properties; {@code joined} and {@code left} stand for all
   * @param from what it was, empty if it was not there
   * @param to what it is, empty if it is gone
   */
  record Change(String member, String what, String from, String to) {
    @Override
    public String toString() {
      String name = Texts.safe(member) + " ";
      return switch (what) {
        case "joined" -> name + "joined: " + Texts.safe(to);
        case "left" -> name + "left, was " + Texts.safe(from);
        default -> name + what + " " + Texts.safe(from) + " → " + Texts.safe(to);
      };
    }
  }

  private RingChanges() {}

  /** The differences, ordered by the ids of the members. */
  static List<Change> between(RingView before, RingView after) {
    Map<String, Instance> old = byId(before);
    Map<String, Instance> now = byId(after);
    TreeSet<String> ids = new TreeSet<>(old.keySet());
    ids.addAll(now.keySet());
    List<Change> changes = new ArrayList<>();
    for (String id : ids) {
      Instance was = old.get(id);
      Instance is = now.get(id);
      if (was == null && is != null) {
        changes.add(new Change(id, "joined", "", state(after, is) + " " + is.addr()));
      } else if (is == null && was != null) {
        changes.add(new Change(id, "left", state(before, was), ""));
      } else if (was != null && is != null) {
        differ(changes, id, "state", state(before, was), state(after, is));
        differ(changes, id, "address", was, is, Instance::addr);
        differ(changes, id, "zone", was, is, Instance::zone);
        differ(changes, id, "read-only", was, is, one -> one.readOnly() ? "yes" : "no");
        if (!was.tokens().equals(is.tokens())) {
          String from = was.tokens().size() + " tokens";
          changes.add(new Change(id, "tokens", from, is.tokens().size() + " others"));
        }
      }
    }
    return changes;
  }

  private static Map<String, Instance> byId(RingView view) {
    Map<String, Instance> members = new TreeMap<>();
    view.ring().instances().forEach(member -> members.put(member.id(), member));
    return members;
  }

  private static String state(RingView view, Instance member) {
    return view.liveness().isAlive(member) ? member.state().toString() : "Unhealthy";
  }

  private static void differ(
      List<Change> changes,
      String id,
      String what,
      Instance was,
      Instance is,
      Function<Instance, String> part) {
    differ(changes, id, what, part.apply(was), part.apply(is));
  }

  private static void differ(List<Change> changes, String id, String what, String from, String to) {
    if (!from.equals(to)) {
      changes.add(new Change(id, what, from, to));
    }
  }
}
