package io.flaregate.phlare.relabel;

import io.flaregate.profiles.merge.TextTable;
import java.util.ArrayList;
import java.util.List;

/**
 * Rules of one tenant, ready to run; immutable and shared. Semantics are Prometheus' ({@code
 * relabel_config} in its configuration reference): rules run in order, each on what the one before
 * left, and a series is dropped at the first rule that says so.
 */
public final class RelabelRules {
  private final List<CompiledRule> rules;

  private RelabelRules(List<CompiledRule> rules) {
    this.rules = rules;
  }

  /**
   * Compiles rules that have been validated.
   *
   * @throws IllegalArgumentException if a regex is none
   */
  public static RelabelRules of(List<RelabelRuleConfig> configs) {
    List<CompiledRule> rules = new ArrayList<>();
    configs.forEach(config -> rules.add(new CompiledRule(config)));
    return new RelabelRules(List.copyOf(rules));
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return rules.isEmpty();
  }

  /** The rules over the texts of one request, in which they also put new texts. */
  public Relabeler over(TextTable texts) {
    return new Relabeler(rules, texts);
  }
}
