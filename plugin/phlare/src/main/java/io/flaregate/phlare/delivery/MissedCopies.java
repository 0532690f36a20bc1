package io.flaregate.phlare.delivery;

import io.flaregate.ring.ReplicaAnswer;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps of one write which copies failed for a reason that may pass, until its end shows which of
 * these series the quorum holds all the same. Thread-safe.
 *
 * <p>What counts is how many copies there are in the end, not what the sender heard: of a request
 * that was answered early, for its deadline or for another series, those series that have reached
 * their quorum later are stored too, and nobody may ever send them again.
 */
final class MissedCopies {
  private final WriteRequest request;
  private final MissedReplicas listener;
  private final boolean ignored;

  // Guarded by this.
  private final int[] stored;
  private final List<String> missedBy = new ArrayList<>();
  private final List<int[]> missed = new ArrayList<>();

  MissedCopies(WriteRequest request, MissedReplicas listener) {
    this.request = request;
    this.listener = listener;
    ignored = listener == MissedReplicas.IGNORED;
    stored = new int[ignored ? 0 : request.series().size()];
  }

  /** Takes the final answer of a destination to some series. */
  synchronized void answer(String ingester, int[] series, ReplicaAnswer answer) {
    if (ignored) {
      return;
    }
    if (answer == ReplicaAnswer.SUCCESS) {
      for (int each : series) {
        stored[each]++;
      }
    } else if (answer == ReplicaAnswer.FAILED) {
      missedBy.add(ingester);
      missed.add(series);
    }
  }

  /** Tells of the copies that were missed; called once, after the last answer. */
  synchronized void tell() {
    if (missed.isEmpty()) {
      return;
    }
    int[] needed = request.placement().minSuccess();
    for (int i = 0; i < missed.size(); i++) {
      for (int each : missed.get(i)) {
        if (stored[each] >= needed[each]) {
          listener.missed(request.tenant(), missedBy.get(i), request.series().get(each));
        }
      }
    }
  }
}
