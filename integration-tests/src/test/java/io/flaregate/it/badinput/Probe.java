package io.flaregate.it.badinput;

import io.flaregate.it.chaos.rig.Wait;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sends one request of the table and a sound one after it, and looks at what was counted. */
final class Probe {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private Probe() {}

  /** What was not as it should be. */
  static List<String> problems(GatewayRig rig, Row row, Shot shot)
      throws IOException, InterruptedException {
    Check check = new Check(row, shot.door());
    Counters before = Counters.of(rig);
    Reply reply = rig.sender().send(shot);
    List<String> problems = new ArrayList<>(check.problems(reply));
    problems.addAll(check.problems(reply, moved(rig, before, reply, check.isCounted())));
    Counters between = Counters.of(rig);
    Reply after = rig.sender().send(Row.sound(shot.door()));
    if (!after.isStored() || !after.message().isEmpty()) {
      problems.add(shot.door() + ": a sound request afterwards was answered " + after);
    }
    moved(rig, between, after, true);
    return problems;
  }

  /** What has moved; a request is counted after its answer was sent, so that is waited for. */
  private static Map<String, Double> moved(
      GatewayRig rig, Counters before, Reply reply, boolean isCounted)
      throws IOException, InterruptedException {
    String counted = "answered " + reply.status();
    if (isCounted) {
      boolean unused =
          Wait.within(PATIENCE, () -> Counters.of(rig).since(before).containsKey(counted));
    }
    return Counters.of(rig).since(before);
  }
}
