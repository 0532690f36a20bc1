package io.flaregate.phlare.membership.memberlist;

import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import io.flaregate.ring.TokenList;
import java.util.stream.IntStream;

/** Ring members for tests. */
final class Members {
  private Members() {}

  static Instance active(String id, long heartbeat, int... tokens) {
    return Instance.active(id, id + ":9095", "", TokenList.of(tokens)).withHeartbeat(heartbeat);
  }

  static Instance left(String id, long heartbeat) {
    return active(id, heartbeat).withState(InstanceState.LEFT);
  }

  /** A member with this many tokens, none of which another first token leads to. */
  static Instance heavy(String id, int firstToken, int tokens) {
    return active(id, 1000, IntStream.range(firstToken, firstToken + tokens).toArray());
  }
}
