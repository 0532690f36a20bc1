package io.flaregate.phlare.ringpage;

import io.flaregate.ring.Instance;
import io.flaregate.ring.Liveness;
import java.util.List;

/** How the members of a ring are, in the words of upstream's metrics. */
final class MemberStates {
  /** A member whose heartbeat is too old, whatever its state. */
  static final String UNHEALTHY = "Unhealthy";

  /** A member in a state of a newer version. */
  static final String UNKNOWN = "unknown";

  /** All words there are. */
  static final List<String> ALL =
      List.of("ACTIVE", "LEAVING", "PENDING", "JOINING", "LEFT", UNHEALTHY, UNKNOWN);

  private MemberStates() {}

  /** The state to show: a number for one that is not known. */
  static String of(Instance member, Liveness liveness) {
    return liveness.isAlive(member) ? member.state().toString() : UNHEALTHY;
  }

  /** The state to count under: one of {@link #ALL}, by index. */
  static int index(Instance member, Liveness liveness) {
    if (!liveness.isAlive(member)) {
      return ALL.indexOf(UNHEALTHY);
    }
    return member.state().isKnown() ? member.state().number() : ALL.indexOf(UNKNOWN);
  }
}
