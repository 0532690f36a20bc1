package io.flaregate.phlare.relabel;

import static java.util.Objects.requireNonNull;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import java.util.List;
import java.util.Locale;

/**
 * One rule as Prometheus' {@code relabel_config} has it, with its keys and defaults.
 *
 * @param sourceLabels whose values are joined and looked at; a label that is not there is empty
 * @param separator what stands between them
 * @param regex what must match all of the joined values, or a label's name; RE2
 * @param modulus what a hash is divided by, of {@code hashmod}
 * @param targetLabel the label that is set or compared
 * @param replacement the value to set, with {@code $1} or {@code ${1}} for groups of the regex
 * @param action what the rule does
 */
public record RelabelRuleConfig(
    @Description("Labels whose values are joined and matched.") List<String> sourceLabels,
    @Description("What stands between the joined values.") String separator,
    @Description("RE2 expression that must match all of the joined values.") String regex,
    @Description("What hashmod divides the hash by.") long modulus,
    @Description("The label that is set or compared.") String targetLabel,
    @Description("The value to set; $1 is the first group of the regex.") String replacement,
    @Description("What the rule does.") RelabelAction action)
    implements Validated {

  /** Prometheus' default: the whole of the joined values, as group 1. */
  static final String ANYTHING = "(.*)";

  private static final int MAX_REGEX_CHARS = 4096;

  public RelabelRuleConfig {
    sourceLabels = List.copyOf(sourceLabels);
    requireNonNull(separator, "separator is null");
    requireNonNull(regex, "regex is null");
    requireNonNull(targetLabel, "targetLabel is null");
    requireNonNull(replacement, "replacement is null");
    requireNonNull(action, "action is null");
  }

  /** A rule about which nothing is said; useless without a target. */
  public static RelabelRuleConfig defaults() {
    return new RelabelRuleConfig(List.of(), ";", ANYTHING, 0, "", "$1", RelabelAction.REPLACE);
  }

  /** The regex, which must match as a whole and whose dots match line ends too. */
  Pattern pattern() {
    return Pattern.compile("(?s:" + regex + ")");
  }

  @Override
  public void validate(Problems problems) {
    validateRegex(problems);
    if (sourceLabels.stream().anyMatch(String::isEmpty)) {
      problems.error("source_labels", "has an empty name");
    }
    switch (action) {
      case REPLACE, LOWERCASE, UPPERCASE -> needTarget(problems);
      case HASHMOD -> {
        needTarget(problems);
        if (modulus <= 0) {
          problems.error("modulus", "is " + modulus + ", must be more than 0 (action: hashmod)");
        }
      }
      case KEEPEQUAL, DROPEQUAL -> {
        needTarget(problems);
        refuse(problems, "regex", !regex.equals(ANYTHING));
        refuse(problems, "separator", !separator.equals(";"));
        refuse(problems, "replacement", !replacement.equals("$1"));
      }
      case LABELDROP, LABELKEEP -> {
        refuse(problems, "source_labels", !sourceLabels.isEmpty());
        refuse(problems, "target_label", !targetLabel.isEmpty());
        refuse(problems, "separator", !separator.equals(";"));
        refuse(problems, "replacement", !replacement.equals("$1"));
      }
      case LABELMAP -> {
        if (replacement.isEmpty()) {
          problems.error("replacement", "is empty; no label can have such a name");
        }
      }
      case KEEP, DROP -> warnOfNoSource(problems);
    }
    if (action != RelabelAction.HASHMOD) {
      refuse(problems, "modulus", modulus != 0);
    }
  }

  private void validateRegex(Problems problems) {
    if (regex.length() > MAX_REGEX_CHARS) {
      problems.error(
          "regex", "is " + regex.length() + " characters long; at most " + MAX_REGEX_CHARS);
      return;
    }
    try {
      Pattern unused = pattern();
    } catch (PatternSyntaxException e) {
      problems.error("regex", "is not an RE2 expression: " + e.getDescription());
    }
  }

  private void needTarget(Problems problems) {
    if (targetLabel.isEmpty()) {
      problems.error("target_label", "is empty; action " + name() + " needs it");
    }
  }

  private void refuse(Problems problems, String key, boolean given) {
    if (given) {
      problems.error(key, "has no meaning with action " + name());
    }
  }

  private void warnOfNoSource(Problems problems) {
    if (sourceLabels.isEmpty()) {
      problems.warning("source_labels", "is empty: the rule treats every series alike");
    }
  }

  private String name() {
    return action.name().toLowerCase(Locale.ROOT);
  }
}
