package io.flaregate.it.chaos;

import io.flaregate.it.chaos.rig.RigConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * What one run does: steps at times after the healthy phase, and what must hold afterwards. Made
 * from a fault and a seed alone, so that the same two give the same plan.
 */
final class Plan {
  private final RigConfig rig;
  private final List<Step> steps = new ArrayList<>();
  private final List<Expectation> expectations = new ArrayList<>();
  private long lastsMillis;
  private boolean allReplicas;
  private int tolerated;
  private int paddingBytes;

  /** What a step does. */
  interface Action {
    void run(Run run) throws Exception;
  }

  /**
   * A step.
   *
   * @param atMillis when, after the healthy phase
   * @param what in words
   */
  record Step(long atMillis, String what, Action action) {}

  /**
   * What must hold of a run.
   *
   * @param what in words
   */
  record Expectation(String what, Predicate<Run> holds) {}

  /** Nothing to do yet on a rig. */
  Plan(RigConfig rig) {
    this.rig = rig;
  }

  Plan at(long millis, String what, Action action) {
    steps.add(new Step(millis, what, action));
    lastsMillis = Math.max(lastsMillis, millis);
    return this;
  }

  /** Load goes on until then. */
  Plan lasts(long millis) {
    lastsMillis = Math.max(lastsMillis, millis);
    return this;
  }

  Plan expect(String what, Predicate<Run> holds) {
    expectations.add(new Expectation(what, holds));
    return this;
  }

  /** Every replica, not only a quorum, must be there in the end. */
  Plan allReplicas() {
    allReplicas = true;
    return this;
  }

  /** So many acknowledged profiles may be lost, since what kept them is destroyed. */
  Plan mayLose(int profiles) {
    tolerated = profiles;
    return this;
  }

  /** Each profile has at least so many bytes of random text. */
  Plan padded(int bytes) {
    paddingBytes = bytes;
    return this;
  }

  int paddingBytes() {
    return paddingBytes;
  }

  int tolerated() {
    return tolerated;
  }

  RigConfig rig() {
    return rig;
  }

  List<Step> steps() {
    return steps;
  }

  List<Expectation> expectations() {
    return expectations;
  }

  long lastsMillis() {
    return lastsMillis;
  }

  boolean wantsAllReplicas() {
    return allReplicas;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    steps.forEach(
        step ->
            text.append(String.format(Locale.ROOT, "  %6d ms  %s%n", step.atMillis, step.what)));
    text.append(String.format(Locale.ROOT, "  %6d ms  load ends, all is healed%n", lastsMillis));
    expectations.forEach(each -> text.append("  expect: ").append(each.what).append('\n'));
    return text.toString();
  }
}
