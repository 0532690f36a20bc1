package io.flaregate.it.chaos;

import io.flaregate.it.chaos.rig.Answered;
import io.flaregate.it.chaos.rig.Answered.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Compares what senders were told is stored with what ingesters have on disk.
 *
 * @param acknowledged how many profiles were acknowledged
 * @param lost acknowledged profiles that fewer than a quorum of ingesters hold
 * @param duplicates how many times an ingester stored a profile again
 * @param missing how many of the replicas of acknowledged profiles are nowhere; with hints or a log
 *     there should be none after a while
 * @param unacknowledged profiles that were stored by a quorum though nobody was told; no loss
 */
record Checker(
    int acknowledged, List<String> lost, int duplicates, int missing, int unacknowledged) {
  static final int REPLICAS = 3;
  static final int QUORUM = REPLICAS / 2 + 1;

  /**
   * Compares.
   *
   * @param answers all answers of the run
   * @param logs what each ingester holds: how often each id
   */
  static Checker check(Collection<Answered> answers, List<Map<String, Integer>> logs) {
    int acknowledged = 0;
    int duplicates = 0;
    int missing = 0;
    int unacknowledged = 0;
    List<String> lost = new ArrayList<>();
    for (Answered answer : answers) {
      for (String id : answer.ids()) {
        int holders = 0;
        for (Map<String, Integer> log : logs) {
          int times = log.getOrDefault(id, 0);
          holders += times > 0 ? 1 : 0;
          duplicates += Math.max(0, times - 1);
        }
        if (answer.kind() == Kind.ACKED) {
          acknowledged++;
          missing += Math.max(0, REPLICAS - holders);
          if (holders < QUORUM) {
            lost.add(id + " (in " + holders + " logs, needs " + QUORUM + ")");
          }
        } else if (holders >= QUORUM) {
          unacknowledged++;
        }
      }
    }
    return new Checker(acknowledged, lost, duplicates, missing, unacknowledged);
  }
}
