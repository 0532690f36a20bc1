package io.flaregate.phlare.relabel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.relabel.Relabeler.Result;
import io.flaregate.profiles.merge.TextTable;
import io.flaregate.spi.config.ConfigBinder;
import io.flaregate.spi.config.ConfigProblem;
import io.flaregate.spi.testing.ConfigNodes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rules do what Prometheus' reference of {@code relabel_config} says. */
class RelabelRulesTest {
  private static final String DROPPED = "dropped";

  private static RelabelRuleConfig rule(Map<String, Object> written) {
    return ConfigBinder.bind(ConfigNodes.of(written), "rule", RelabelRuleConfig.defaults()).value();
  }

  private static List<String> problems(Map<String, Object> written) {
    return ConfigBinder.bind(ConfigNodes.of(written), "rule", RelabelRuleConfig.defaults())
        .problems()
        .stream()
        .map(ConfigProblem::toString)
        .toList();
  }

  static String apply(List<RelabelRuleConfig> rules, Map<String, String> labels) {
    TextTable texts = new TextTable();
    return apply(RelabelRules.of(rules).over(texts), texts, labels);
  }

  static String apply(Relabeler rules, TextTable texts, Map<String, String> labels) {
    LabelList list = new LabelList();
    labels.forEach(
        (name, value) ->
            list.set(texts.intern(name.getBytes(UTF_8)), texts.intern(value.getBytes(UTF_8))));
    Result result = rules.apply(list);
    if (result != Result.KEPT) {
      return result.name().toLowerCase(Locale.ROOT);
    }
    Map<String, String> sorted = new TreeMap<>();
    for (int i = 0; i < list.size(); i++) {
      sorted.put(texts.get(list.name(i)), texts.get(list.value(i)));
    }
    return sorted.toString();
  }

  static String apply(Map<String, Object> rule, Map<String, String> labels) {
    return apply(List.of(rule(rule)), labels);
  }

  private static final Map<String, String> ABC = Map.of("a", "foo", "b", "bar", "c", "baz");

  @Test
  void replaceJoinsMatchesAndExpands() {
    assertThat(
            apply(
                Map.of(
                    "source_labels",
                    List.of("a", "b"),
                    "regex",
                    "f(.*);(.*)r",
                    "target_label",
                    "d",
                    "replacement",
                    "ch${1}-ch$2"),
                ABC))
        .isEqualTo("{a=foo, b=bar, c=baz, d=choo-chba}");
  }

  @Test
  void replaceWithoutAMatchChangesNothing() {
    assertThat(
            apply(Map.of("source_labels", List.of("a"), "regex", "fo", "target_label", "d"), ABC))
        .isEqualTo("{a=foo, b=bar, c=baz}");
  }

  @Test
  void anEmptyReplacementRemovesTheTarget() {
    assertThat(
            apply(
                Map.of(
                    "source_labels",
                    List.of("a"),
                    "regex",
                    "foo",
                    "target_label",
                    "b",
                    "replacement",
                    ""),
                ABC))
        .isEqualTo("{a=foo, c=baz}");
  }

  @Test
  void theTargetMayBeMadeOfGroups() {
    assertThat(
            apply(
                Map.of(
                    "source_labels",
                    List.of("a"),
                    "regex",
                    "(?P<first>.)(..)",
                    "target_label",
                    "x_${first}",
                    "replacement",
                    "$2$$$9$"),
                ABC))
        .isEqualTo("{a=foo, b=bar, c=baz, x_f=oo$$}");
  }

  @Test
  void aRuleWithoutSourcesSetsALabel() {
    assertThat(apply(Map.of("target_label", "env", "replacement", "prod"), ABC))
        .isEqualTo("{a=foo, b=bar, c=baz, env=prod}");
  }

  @Test
  void keepAndDropDecideByTheWholeText() {
    Map<String, Object> keep =
        Map.of("source_labels", List.of("a"), "regex", "fo.", "action", "keep");
    Map<String, Object> drop =
        Map.of("source_labels", List.of("a", "none"), "regex", "foo;", "action", "drop");
    assertThat(apply(keep, ABC)).startsWith("{");
    assertThat(apply(keep, Map.of("a", "fooo"))).isEqualTo(DROPPED);
    assertThat(apply(drop, ABC)).isEqualTo(DROPPED);
    assertThat(apply(drop, Map.of("a", "fooo"))).startsWith("{");
  }

  @Test
  void keepequalAndDropequalCompareWithTheTarget() {
    Map<String, Object> keep =
        Map.of("source_labels", List.of("a"), "target_label", "b", "action", "keepequal");
    Map<String, Object> drop =
        Map.of("source_labels", List.of("a"), "target_label", "b", "action", "dropequal");
    Map<String, String> equal = Map.of("a", "x", "b", "x");
    assertThat(apply(keep, equal)).startsWith("{");
    assertThat(apply(keep, ABC)).isEqualTo(DROPPED);
    assertThat(apply(drop, equal)).isEqualTo(DROPPED);
    assertThat(apply(drop, ABC)).startsWith("{");
  }

  @Test
  void hashmodTakesTheLastEightBytesOfTheMd5() {
    assertThat(
            apply(
                Map.of(
                    "source_labels",
                    List.of("c"),
                    "target_label",
                    "d",
                    "modulus",
                    1000,
                    "action",
                    "hashmod"),
                ABC))
        .isEqualTo("{a=foo, b=bar, c=baz, d=976}");
  }

  @Test
  void labelmapCopiesLabelsToOtherNames() {
    assertThat(
            apply(
                Map.of("regex", "k8s_(.*)", "replacement", "pod_$1", "action", "labelmap"),
                Map.of("k8s_name", "web", "k8s_zone", "a", "x", "y")))
        .isEqualTo("{k8s_name=web, k8s_zone=a, pod_name=web, pod_zone=a, x=y}");
  }

  @Test
  void labelmapThatMeetsItselfTakesTheLastByName() {
    assertThat(apply(Map.of("regex", "[ab]", "replacement", "z", "action", "labelmap"), ABC))
        .isEqualTo("{a=foo, b=bar, c=baz, z=bar}");
  }

  @Test
  void labeldropAndLabelkeepGoByTheNames() {
    assertThat(apply(Map.of("regex", "a|b", "action", "labeldrop"), ABC)).isEqualTo("{c=baz}");
    assertThat(apply(Map.of("regex", "a|b", "action", "labelkeep"), ABC))
        .isEqualTo("{a=foo, b=bar}");
  }

  @Test
  void lowercaseAndUppercaseChangeTheCase() {
    assertThat(
            apply(
                Map.of("source_labels", List.of("a"), "target_label", "a", "action", "uppercase"),
                Map.of("a", "fOo")))
        .isEqualTo("{a=FOO}");
    assertThat(
            apply(
                Map.of("source_labels", List.of("a"), "target_label", "b", "action", "lowercase"),
                Map.of("a", "fOo")))
        .isEqualTo("{a=fOo, b=foo}");
  }

  @Test
  void eachRuleSeesWhatTheOneBeforeLeft() {
    List<RelabelRuleConfig> rules =
        List.of(
            rule(Map.of("source_labels", List.of("a"), "target_label", "b")),
            rule(Map.of("source_labels", List.of("b"), "regex", "foo", "action", "drop")));
    assertThat(apply(rules, ABC)).isEqualTo(DROPPED);
  }

  @Test
  void theDefaultRulesRenameDeltaAndWallProfiles() {
    assertThat(apply(DefaultRules.CONFIGS, Map.of("__name__", "godeltaprof_memory")))
        .isEqualTo("{__delta__=false, __name__=memory, __name_replaced__=godeltaprof_memory}");
    assertThat(apply(DefaultRules.CONFIGS, Map.of("__name__", "wall", "__type__", "cpu")))
        .isEqualTo("{__name__=process_cpu, __name_replaced__=wall, __type__=cpu}");
    assertThat(apply(DefaultRules.CONFIGS, Map.of("__name__", "wall", "__type__", "wall")))
        .isEqualTo("{__name__=wall, __type__=wall}");
  }

  @Test
  void theDefaultRulesChangeNothingThatTheyCannot() {
    for (String name : List.of("memory", "godeltaprof", "wallet", "wal", "", "process_cpu")) {
      TextTable texts = new TextTable();
      int id = texts.intern(name.getBytes(UTF_8));
      assertThat(DefaultRules.mayChange(texts, id)).as(name).isFalse();
    }
    TextTable texts = new TextTable();
    assertThat(DefaultRules.mayChange(texts, texts.intern("wall".getBytes(UTF_8)))).isTrue();
    assertThat(DefaultRules.mayChange(texts, texts.intern("godeltaprof_x".getBytes(UTF_8))))
        .isTrue();
  }

  @Test
  void whatRulesCostIsBounded() {
    TextTable texts = new TextTable();
    Relabeler rules =
        RelabelRules.of(
                List.of(rule(Map.of("source_labels", List.of("a", "b"), "target_label", "c"))))
            .over(texts);
    String large = "x".repeat(60_000);
    String result = "";
    int series = 0;
    while (!result.equals("too_costly")) {
      result = apply(rules, texts, Map.of("a", large, "b", Integer.toString(series++)));
      assertThat(series).isLessThan(1000);
    }
    assertThat(series).isGreaterThan(100);
  }

  @Test
  void regexesThatTakeOtherEnginesForEverTakeLinearTime() {
    assertThat(
            apply(
                Map.of("source_labels", List.of("a"), "regex", "(a+)+b", "action", "drop"),
                Map.of("a", "a".repeat(20_000))))
        .startsWith("{");
  }

  @Test
  void rulesThatCannotWorkAreRefused() {
    assertThat(problems(Map.of()))
        .containsExactly("rule::target_label: is empty; action replace needs it");
    assertThat(problems(Map.of("action", "refund")).get(0)).contains("rule::action");
    assertThat(problems(Map.of("regex", "(", "action", "drop", "source_labels", List.of("a"))))
        .containsExactly("rule::regex: is not an RE2 expression: missing closing )");
    assertThat(problems(Map.of("target_label", "a", "action", "hashmod")))
        .containsExactly("rule::modulus: is 0, must be more than 0 (action: hashmod)");
    assertThat(problems(Map.of("source_labels", List.of("a"), "action", "labeldrop")))
        .containsExactly("rule::source_labels: has no meaning with action labeldrop");
  }

  /** Random rules of the simple kind against a model that uses the JDK's regexes. */
  @Test
  void itAgreesWithANaiveModel() {
    for (long seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      List<RelabelRuleConfig> rules = new ArrayList<>();
      for (int i = random.nextInt(4); i >= 0; i--) {
        rules.add(randomRule(random));
      }
      TextTable texts = new TextTable();
      Relabeler relabeler = RelabelRules.of(rules).over(texts);
      for (int i = 0; i < 4; i++) {
        Map<String, String> labels = randomLabels(random);
        assertThat(apply(relabeler, texts, labels))
            .as("seed %d, rules %s, labels %s", seed, rules, labels)
            .isEqualTo(model(rules, labels));
      }
    }
  }

  private static final List<String> NAMES = List.of("a", "b", "ab", "c");
  private static final List<String> VALUES = List.of("x", "xy", "y", "x;y", "xyx");
  private static final List<String> REGEXES = List.of("(.*)", "x.*", "(x)(y?)", "[ab]", "x;(.*)");

  private static <T> T pick(Random random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private static Map<String, String> randomLabels(Random random) {
    Map<String, String> labels = new TreeMap<>();
    for (String name : NAMES) {
      if (random.nextInt(3) > 0) {
        labels.put(name, pick(random, VALUES));
      }
    }
    return labels;
  }

  private static RelabelRuleConfig randomRule(Random random) {
    RelabelAction action =
        pick(
            random,
            List.of(
                RelabelAction.REPLACE,
                RelabelAction.KEEP,
                RelabelAction.DROP,
                RelabelAction.LABELDROP,
                RelabelAction.LABELMAP));
    List<String> sources = new ArrayList<>(NAMES);
    Collections.shuffle(sources, random);
    return new RelabelRuleConfig(
        sources.subList(0, random.nextInt(3)),
        ";",
        pick(random, REGEXES),
        0,
        pick(random, NAMES),
        pick(random, List.of("$1", "z", "", "${1}q", "$2")),
        action);
  }

  private static String model(List<RelabelRuleConfig> rules, Map<String, String> given) {
    Map<String, String> labels = new TreeMap<>(given);
    for (RelabelRuleConfig rule : rules) {
      Pattern regex = Pattern.compile(rule.regex());
      String source =
          String.join(
              ";",
              rule.sourceLabels().stream().map(name -> labels.getOrDefault(name, "")).toList());
      boolean matches = regex.matcher(source).matches();
      switch (rule.action()) {
        case KEEP -> {
          if (!matches) {
            return DROPPED;
          }
        }
        case DROP -> {
          if (matches) {
            return DROPPED;
          }
        }
        case LABELDROP -> labels.keySet().removeIf(name -> regex.matcher(name).matches());
        case LABELMAP ->
            new TreeMap<>(labels)
                .forEach(
                    (name, value) -> {
                      String to = expand(regex, name, rule.replacement());
                      if (to != null && !to.isEmpty()) {
                        labels.put(to, value);
                      }
                    });
        default -> {
          String value = expand(regex, source, rule.replacement());
          if (value != null && value.isEmpty()) {
            labels.remove(rule.targetLabel());
          } else if (value != null) {
            labels.put(rule.targetLabel(), value);
          }
        }
      }
    }
    return labels.toString();
  }

  private static @Nullable String expand(Pattern regex, String text, String replacement) {
    Matcher matcher = regex.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    String first = group(matcher, 1);
    return replacement.replace("${1}", first).replace("$1", first).replace("$2", group(matcher, 2));
  }

  private static String group(Matcher matcher, int group) {
    String value = group <= matcher.groupCount() ? matcher.group(group) : null;
    return value == null ? "" : value;
  }
}
