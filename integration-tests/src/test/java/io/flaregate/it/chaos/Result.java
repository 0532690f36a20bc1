package io.flaregate.it.chaos;

import java.util.List;
import java.util.Map;

/**
 * What came of one run.
 *
 * @param fault the fault
 * @param seed what its plan was made from
 * @param tolerated how many profiles the fault itself destroys at most
 * @param checked what the checker found
 * @param failed the expectations that did not hold, and what was not back to its baseline
 * @param notes remarks
 * @param healthyP99 p99 of latency before the fault, in milliseconds
 * @param faultP99 p99 since the fault, in milliseconds
 * @param figures measured numbers by name
 */
record Result(
    Fault fault,
    long seed,
    int tolerated,
    Checker checked,
    List<String> failed,
    List<String> notes,
    double healthyP99,
    double faultP99,
    Map<String, Double> figures) {

  boolean lostSomething() {
    return checked.lost().size() > tolerated;
  }

  boolean isGood() {
    return !lostSomething() && failed.isEmpty();
  }
}
