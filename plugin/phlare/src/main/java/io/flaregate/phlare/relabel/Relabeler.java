package io.flaregate.phlare.relabel;

import io.flaregate.profiles.merge.TextTable;
import java.util.ArrayList;
import java.util.List;

/** Runs rules over the series of one request. Not thread-safe. */
public final class Relabeler {
  /** How many bytes of labels the rules may match and write for one request. */
  public static final long MAX_BYTES = 32 << 20;

  private final List<BoundRule> rules = new ArrayList<>();

  /** What became of a series. */
  public enum Result {
    /** It goes on with the labels as they are now. */
    KEPT,
    /** A rule dropped it. */
    DROPPED,
    /** The rules have cost the request more than {@link #MAX_BYTES}. */
    TOO_COSTLY
  }

  Relabeler(List<CompiledRule> compiled, TextTable texts) {
    WorkBudget budget = new WorkBudget(MAX_BYTES);
    compiled.forEach(rule -> rules.add(new BoundRule(rule, texts, budget)));
  }

  /** Changes the labels of one series; those of one that is not kept are left in any state. */
  public Result apply(LabelList labels) {
    try {
      for (BoundRule rule : rules) {
        if (!rule.apply(labels)) {
          return Result.DROPPED;
        }
      }
      return Result.KEPT;
    } catch (WorkBudget.ExhaustedException e) {
      return Result.TOO_COSTLY;
    }
  }
}
