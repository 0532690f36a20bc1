package io.flaregate.phlare.relabel;

import com.google.re2j.Pattern;
import java.util.List;

/** A rule with its regex and templates compiled. Immutable. */
final class CompiledRule {
  final RelabelAction action;
  final List<String> sourceLabels;
  final String separator;
  final long modulus;
  final Pattern pattern;
  final Template target;
  final Template replacement;

  CompiledRule(RelabelRuleConfig config) {
    action = config.action();
    sourceLabels = config.sourceLabels();
    separator = config.separator();
    modulus = config.modulus();
    pattern = config.pattern();
    target = new Template(config.targetLabel(), pattern);
    replacement = new Template(config.replacement(), pattern);
  }
}
