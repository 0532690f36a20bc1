package io.flaregate.phlare.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.flaregate.phlare.limits.DefaultRulesPosition;
import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.phlare.relabel.NaiveRelabel;
import io.flaregate.phlare.relabel.RelabelAction;
import io.flaregate.phlare.relabel.RelabelRuleConfig;
import io.flaregate.profiles.oracle.NaiveTransform;
import io.flaregate.profiles.oracle.RandomRequests;
import io.flaregate.profiles.oracle.SeriesKey;
import io.flaregate.profiles.oracle.StackKey;
import io.flaregate.profiles.otlp.DecodeLimits;
import io.flaregate.profiles.otlp.OtlpDecoder;
import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.testing.Choices;
import io.flaregate.spi.testing.FakeMeter;
import io.flaregate.spi.testing.ProfilesSink;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests through merge and split with relabel rules: every stack of every series that the rules
 * keep has the value that objects and maps give, under the labels of a naive reading of the rules,
 * where series that become equal are summed.
 */
class SplitFuzzTest {
  private static final ScheduledExecutorService SCHEDULER =
      Executors.newSingleThreadScheduledExecutor();

  /** On the calling thread: waking another one takes longer than what is tested. */
  private static final Settings SETTINGS =
      new Settings(
          ComponentId.parse("phlare"),
          System.getLogger("split"),
          new FakeMeter(),
          Clock.systemUTC(),
          Runnable::run,
          Runnable::run,
          SCHEDULER,
          page -> {});

  private static final OtlpDecoder DECODER = new OtlpDecoder();

  @AfterAll
  static void endScheduler() {
    SCHEDULER.shutdownNow();
  }

  static Stream<byte[]> seeds() {
    return IntStream.range(0, 24)
        .mapToObj(
            i -> new byte[] {1, (byte) i, 3, (byte) (i % 3), (byte) i, (byte) (i / 2), 1, 2, 3});
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "3m")
  void seriesAreThoseOfTheOracleUnderTheLabelsThatRulesGive(byte[] input) throws Exception {
    Choices choices = new Choices(input);
    int seed = (choices.next() << 16) | (choices.next() << 8) | choices.next();
    boolean dangling = choices.below(4) == 0;
    ExportProfilesServiceRequest request =
        OracleTest.withoutIds(RandomRequests.small(seed, dangling));
    Map<SeriesKey, Map<StackKey, Long>> plain =
        NaiveTransform.merge(NaiveTransform.transform(request));
    List<String> names = names(plain);
    List<RelabelRuleConfig> rules = new ArrayList<>();
    for (int more = choices.below(4); more > 0 && !names.isEmpty(); more--) {
      rules.add(rule(choices, names));
    }
    byte[] body = request.toByteArray();
    Profiles decoded = DECODER.decode(body, body.length, DecodeLimits.DEFAULT).profiles();
    ProfilesSink sink = new ProfilesSink();
    new PhlareProcessor(
            SETTINGS, PhlareProcessorConfig.defaults().withLimits(withRules(rules)), sink)
        .consume(decoded, ProcessorHarness.context())
        .toCompletableFuture()
        .join();
    Map<SeriesKey, Map<StackKey, Long>> actual = new HashMap<>();
    for (Profiles profiles : sink.received()) {
      OracleTest.addAll(profiles, actual);
    }
    assertThat(OracleTest.differences(relabelled(plain, rules), actual))
        .as("seed %d, dangling %s, rules %s", seed, dangling, rules)
        .isEmpty();
  }

  private static LimitsConfig withRules(List<RelabelRuleConfig> rules) {
    return new LimitsConfig(
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        Duration.ZERO,
        Duration.ZERO,
        true,
        0,
        0,
        0,
        0,
        0,
        false,
        Map.of(),
        rules,
        DefaultRulesPosition.FIRST,
        List.of(),
        null,
        null);
  }

  /** The labels that a series need not have. */
  private static List<String> names(Map<SeriesKey, Map<StackKey, Long>> series) {
    return series.keySet().stream()
        .flatMap(key -> key.labels().keySet().stream())
        .filter(name -> !name.startsWith("__") && !name.equals("service_name"))
        .distinct()
        .sorted()
        .toList();
  }

  private static RelabelRuleConfig rule(Choices choices, List<String> names) {
    String name = names.get(choices.below(names.size()));
    String other = names.get(choices.below(names.size()));
    List<String> both = List.of(name, other);
    String literal = Pattern.quote(name);
    return switch (choices.below(6)) {
      case 0 -> rule(List.of(), literal, "", RelabelAction.LABELDROP, "$1");
      case 1 -> rule(both, "(.*);(.*)", name, RelabelAction.REPLACE, "$2");
      case 2 -> rule(List.of(name), ".+", "", RelabelAction.KEEP, "$1");
      case 3 -> rule(List.of(name), ".*[0-4].*", "", RelabelAction.DROP, "$1");
      case 4 -> rule(both, "(.*)", other, RelabelAction.UPPERCASE, "$1");
      default -> rule(List.of(), literal, "", RelabelAction.LABELMAP, "copy");
    };
  }

  private static RelabelRuleConfig rule(
      List<String> sources, String regex, String target, RelabelAction action, String value) {
    return new RelabelRuleConfig(sources, ";", regex, 0, target, value, action);
  }

  private static Map<SeriesKey, Map<StackKey, Long>> relabelled(
      Map<SeriesKey, Map<StackKey, Long>> series, List<RelabelRuleConfig> rules) {
    Map<SeriesKey, Map<StackKey, Long>> result = new HashMap<>();
    series.forEach(
        (key, stacks) -> {
          SortedMap<String, String> labels = NaiveRelabel.labels(rules, key.labels());
          if (labels != null) {
            Map<StackKey, Long> into =
                result.computeIfAbsent(
                    new SeriesKey(labels, key.type(), key.unit()), any -> new HashMap<>());
            stacks.forEach((stack, value) -> into.merge(stack, value, OracleTest::capped));
          }
        });
    return result;
  }
}
