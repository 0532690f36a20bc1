package io.flaregate.phlare.relabel;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.flaregate.profiles.merge.TextTable;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.testing.Choices;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any rules that validation lets pass over any labels: what a naive reading of Prometheus'
 * reference gives, for every series of a request that shares the rules' memory.
 */
class RelabelFuzzTest {
  private static final List<String> NAMES = List.of("a", "b", "ab", "c", "__name__");
  private static final List<String> REGEXES =
      List.of("(.*)", "x.*", "(x)(y?)", "[ab]", "x;(.*)", "", "(?i)X|y", "(x|xy)(y|;y)?", ".+");
  private static final List<String> REPLACEMENTS =
      List.of("$1", "z", "", "${1}q", "$2", "$1$2", "x;${2}", "a", "$$");

  static Stream<byte[]> seeds() {
    return Stream.of(
        new byte[] {2, 0, 1, 0, 0, 1, 0, 1, 2, 0, 3, 4, 'x', 'y', ';', 'x'},
        new byte[] {3, 6, 0, 3, 1, 2, 3, 7, 1, 1, 1, 1, 8, 0, 3, 2, 1, 2, 2, 'x', 'y'},
        new byte[] {1, 3, 2, 1, 1, 1, 3, 5, 0, 0, 3, 2, 'x', ';', 'x'},
        new byte[] {1, 9, 2, 0, 1, 1, 0, 0, 0, 2, 2, (byte) 0xc3, (byte) 0xa9});
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "3m")
  void rulesDoWhatANaiveReadingSays(byte[] input) {
    Choices choices = new Choices(input);
    List<RelabelRuleConfig> rules = new ArrayList<>();
    for (int more = choices.below(5); more >= 0; more--) {
      RelabelRuleConfig rule = rule(choices);
      Errors errors = new Errors();
      rule.validate(errors);
      assertThat(errors.keys).as("%s", rule).isSubsetOf("source_labels", "replacement");
      if (errors.keys.isEmpty()) {
        rules.add(rule);
      }
    }
    TextTable texts = new TextTable();
    Relabeler relabeler = RelabelRules.of(rules).over(texts);
    do {
      Map<String, String> labels = labels(choices);
      assertThat(RelabelRulesTest.apply(relabeler, texts, labels))
          .as("rules %s, labels %s", rules, labels)
          .isEqualTo(NaiveRelabel.apply(rules, labels));
    } while (choices.hasMore());
  }

  private static final class Errors implements Problems {
    private final List<String> keys = new ArrayList<>();

    @Override
    public void error(String key, String message) {
      keys.add(key);
    }

    @Override
    public void warning(String key, String message) {
      assertThat(message).isNotEmpty();
    }
  }

  private static RelabelRuleConfig rule(Choices choices) {
    RelabelAction action = choices.oneOf(RelabelAction.values());
    List<String> sources = new ArrayList<>();
    for (int more = choices.below(4); more > 0; more--) {
      sources.add(pick(choices, NAMES));
    }
    boolean plain =
        action == RelabelAction.KEEPEQUAL
            || action == RelabelAction.DROPEQUAL
            || action == RelabelAction.LABELDROP
            || action == RelabelAction.LABELKEEP;
    boolean byName = action == RelabelAction.LABELDROP || action == RelabelAction.LABELKEEP;
    boolean compares = plain && !byName;
    String regex = pick(choices, REGEXES);
    String target = pick(choices, NAMES);
    String replacement = pick(choices, REPLACEMENTS);
    return new RelabelRuleConfig(
        byName ? List.of() : sources,
        plain ? ";" : choices.oneOf(";", "", "x"),
        compares ? "(.*)" : regex,
        action == RelabelAction.HASHMOD ? 1 + choices.next() : 0,
        byName ? "" : target,
        plain ? "$1" : replacement,
        action);
  }

  private static String pick(Choices choices, List<String> all) {
    return all.get(choices.below(all.size()));
  }

  private static Map<String, String> labels(Choices choices) {
    Map<String, String> labels = new TreeMap<>();
    for (int more = choices.below(5); more > 0; more--) {
      String name = pick(choices, NAMES);
      String value = choices.text(choices.below(6));
      if (!value.isEmpty()) {
        labels.put(name, value);
      }
    }
    return labels;
  }
}
