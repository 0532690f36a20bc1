package io.flaregate.phlare.limits;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.relabel.DefaultRules;
import io.flaregate.phlare.relabel.RelabelRuleConfig;
import io.flaregate.phlare.relabel.RelabelRules;
import java.util.ArrayList;
import java.util.List;

/** The limits of a tenant with everything that is compiled from them. Immutable and shared. */
public final class TenantLimits {
  private final LimitsConfig config;
  private final RelabelRules relabelRules;
  private final boolean onlyDefaultRules;
  private final RelabelRules sampleTypeRules;
  private final UsageGroups usageGroups;

  /**
   * Compiles limits that have been validated.
   *
   * @throws IllegalArgumentException if a regex or a selector is none
   */
  public TenantLimits(LimitsConfig config) {
    this.config = requireNonNull(config, "config is null");
    relabelRules = RelabelRules.of(rules(config));
    onlyDefaultRules = config.ingestionRelabelingRules().isEmpty();
    sampleTypeRules = RelabelRules.of(config.sampleTypeRelabelingRules());
    usageGroups = new UsageGroups(config);
  }

  private static List<RelabelRuleConfig> rules(LimitsConfig config) {
    List<RelabelRuleConfig> rules = new ArrayList<>(config.ingestionRelabelingRules());
    switch (config.ingestionRelabelingDefaultRulesPosition()) {
      case FIRST -> rules.addAll(0, DefaultRules.CONFIGS);
      case LAST -> rules.addAll(DefaultRules.CONFIGS);
      case DISABLED -> {
        // The tenant's own rules are all.
      }
    }
    return rules;
  }

  /** The limits as they are written. */
  public LimitsConfig config() {
    return config;
  }

  /** The rules for labels, the default ones where they belong. */
  public RelabelRules relabelRules() {
    return relabelRules;
  }

  /** Whether {@link #relabelRules} has no rules but the default ones. */
  public boolean onlyDefaultRules() {
    return onlyDefaultRules;
  }

  /** The rules for sample types. */
  public RelabelRules sampleTypeRules() {
    return sampleTypeRules;
  }

  /** The usage groups. */
  public UsageGroups usageGroups() {
    return usageGroups;
  }
}
