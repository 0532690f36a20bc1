package io.flaregate.spi.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.spi.config.ConfigNode.Entry;
import io.flaregate.spi.config.ConfigNode.Mapping;
import io.flaregate.spi.config.ConfigNode.Scalar;
import io.flaregate.spi.config.ConfigNode.Sequence;
import io.flaregate.spi.config.ConfigProblem.Severity;
import io.flaregate.spi.config.SampleConfigs.Everything;
import io.flaregate.spi.config.SampleConfigs.Nested;
import io.flaregate.spi.config.SampleConfigs.Outer;
import io.flaregate.spi.config.SampleConfigs.Picky;
import io.flaregate.spi.config.SampleConfigs.WithPicky;
import io.flaregate.spi.testing.ConfigNodes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigBinderMessagesTest {

  private static List<String> problems(Map<String, ?> mapping) {
    return problems(ConfigNodes.of(mapping));
  }

  private static List<String> problems(ConfigNode node) {
    return ConfigBinder.bind(node, "receivers::otlp", Everything.defaults()).problems().stream()
        .map(ConfigProblem::toString)
        .toList();
  }

  private static Scalar plain(String text) {
    return new Scalar(text, true, Position.UNKNOWN);
  }

  static Stream<Arguments> wrongValues() {
    return Stream.of(
        wrong("flag", plain("yes"), "expected true or false, found \"yes\""),
        wrong(
            "flag", "true", "expected true or false, found the text \"true\" (remove the quotes)"),
        wrong("count", plain("5x"), "expected a whole number, found \"5x\""),
        wrong("count", plain("1.5"), "expected a whole number, found \"1.5\""),
        wrong("count", "5", "expected a whole number, found the text \"5\" (remove the quotes)"),
        wrong(
            "count",
            plain("2147483648"),
            "expected a whole number from -2147483648 to 2147483647, found \"2147483648\""),
        wrong(
            "size_bytes",
            plain("9223372036854775808"),
            "expected a whole number from -9223372036854775808 to 9223372036854775807,"
                + " found \"9223372036854775808\""),
        wrong("count", null, "expected a whole number, found nothing"),
        wrong("count", List.of(1), "expected a whole number, found a list"),
        wrong("ratio", plain("half"), "expected a number, found \"half\""),
        wrong("ratio", plain(".inf"), "expected a number, found \".inf\""),
        wrong("ratio", plain("1e999"), "expected a number, found \"1e999\" (too large)"),
        wrong(
            "push_timeout",
            plain("5"),
            "expected a duration such as 5s or 1m30s, found \"5\""
                + " (a unit is missing: ns, us, ms, s, m or h)"),
        wrong(
            "push_timeout",
            plain("5 seconds"),
            "expected a duration such as 5s or 1m30s, found \"5 seconds\""),
        wrong("text", Map.of(), "expected a text, found a map"),
        wrong("password", List.of("s3cret"), "expected a text, found a list"),
        wrong(
            "ack",
            plain("qorum"),
            "expected one of quorum, durable, found \"qorum\" (did you mean \"quorum\"?)"),
        wrong("ack", plain("x"), "expected one of quorum, durable, found \"x\""),
        wrong("names", plain("a,b"), "expected a list, found \"a,b\""),
        wrong("headers", List.of(), "expected a map, found a list"),
        wrong(
            "nested", plain("localhost:4317"), "expected a map of keys, found \"localhost:4317\""),
        wrong("text\n", plain("x"), "unknown key (did you mean \"text\"?)"));
  }

  private static Arguments wrong(String key, @Nullable Object value, String message) {
    Map<String, Object> mapping = new LinkedHashMap<>();
    mapping.put(key, value);
    return Arguments.of(mapping, "receivers::otlp::" + key + ": " + message);
  }

  @ParameterizedTest
  @MethodSource("wrongValues")
  void saysWhatWasExpectedAndWhatWasFound(Map<String, Object> mapping, String message) {
    assertThat(problems(mapping)).containsExactly(message);
  }

  @Test
  void anUnknownKeyNamesTheNearestOrAllKnownOnes() {
    assertThat(problems(Map.of("nested", Map.of("endpont", "x"))))
        .containsExactly(
            "receivers::otlp::nested::endpont: unknown key (did you mean \"endpoint\"?)");
    assertThat(problems(Map.of("nested", Map.of("colour", "x"))))
        .containsExactly("receivers::otlp::nested::colour: unknown key (known: endpoint, port)");
    assertThat(problems(Map.of("push-timeout", "5s")))
        .containsExactly(
            "receivers::otlp::push-timeout: unknown key (did you mean \"push_timeout\"?)");
  }

  @Test
  void tellsEveryProblemAtOnceWithItsPath() {
    Map<String, Object> written = new LinkedHashMap<>();
    written.put("count", plain("x"));
    written.put("nam", List.of());
    written.put("instances", List.of(Map.of("id", "a"), Map.of("address", "b")));
    written.put("by_name", Map.of("one", plain("x")));
    written.put("delays", List.of("5s", "soon", plain("1")));
    written.put("nested", Map.of("port", 70_000));
    assertThat(problems(written))
        .containsExactly(
            "receivers::otlp::nam: unknown key (did you mean \"names\"?)",
            "receivers::otlp::count: expected a whole number, found \"x\"",
            "receivers::otlp::delays::1: expected a duration such as 5s or 1m30s,"
                + " found the text \"soon\"",
            "receivers::otlp::delays::2: expected a duration such as 5s or 1m30s, found \"1\""
                + " (a unit is missing: ns, us, ms, s, m or h)",
            "receivers::otlp::instances::1::address: unknown key (did you mean \"addr\"?)",
            "receivers::otlp::by_name::one: expected a map of keys, found \"x\"",
            "receivers::otlp::nested::port: is 70000, must be from 0 to 65535");
  }

  @Test
  void aProblemStandsWhereItsKeyOrValueStands() {
    Mapping nested =
        mapping(at(2), Map.of("port", new Entry(at(3), new Scalar("70000", true, at(30)))));
    Mapping root = mapping(at(1), Map.of("nested", new Entry(at(2), nested)));
    assertThat(problems(root))
        .containsExactly(
            "gateway.yaml:3:7: receivers::otlp::nested::port: is 70000, must be from 0 to 65535");
    Mapping wrong =
        mapping(at(1), Map.of("count", new Entry(at(4), new Scalar("x", true, at(40)))));
    assertThat(problems(wrong))
        .containsExactly(
            "gateway.yaml:40:7: receivers::otlp::count: expected a whole number, found \"x\"");
    Mapping list =
        mapping(
            at(1),
            Map.of(
                "delays",
                new Entry(at(5), new Sequence(List.of(new Scalar("x", true, at(6))), at(5)))));
    assertThat(problems(list).get(0)).startsWith("gateway.yaml:6:7: receivers::otlp::delays::0: ");
  }

  @Test
  void aProblemOfAKeyThatNobodyWroteStandsAtItsParent() {
    Mapping node = mapping(at(9), Map.of());
    assertThat(ConfigBinder.bind(node, "x", new Outer(new Nested("", 1))).problems())
        .extracting(ConfigProblem::toString)
        .containsExactly("gateway.yaml:9:7: x::inner::port: is below 1000");
  }

  @Test
  void whatIsWrongAlreadyIsNotJudgedAgain() {
    ConfigNode node = ConfigNodes.of(Map.of("inner", Map.of("port", plain("many"))));
    assertThat(ConfigBinder.bind(node, "x", new Outer(new Nested("", 1))).problems())
        .extracting(ConfigProblem::toString)
        .containsExactly("x::inner::port: expected a whole number, found \"many\"");
  }

  @Test
  void warningsDoNotMakeAConfigurationInvalid() {
    Binding<Everything> binding =
        ConfigBinder.bind(
            ConfigNodes.of(Map.of("nested", Map.of("port", 0))), "x", Everything.defaults());
    assertThat(binding.isValid()).isTrue();
    assertThat(binding.problems())
        .containsExactly(
            new ConfigProblem(
                "x::nested::port", Position.UNKNOWN, Severity.WARNING, "is 0: any free port"));
  }

  @Test
  void aRecordMayComplainOfItselfAndOfItsConstructorsValues() {
    assertThat(problems(Map.of("optional", Map.of("endpoint", "everywhere"))))
        .containsExactly("receivers::otlp::optional: is open to everybody");
    ConfigNode node = ConfigNodes.of(Map.of("picky", Map.of("low", 9)));
    Binding<WithPicky> binding = ConfigBinder.bind(node, "", new WithPicky(new Picky(1, 2)));
    assertThat(binding.problems())
        .extracting(ConfigProblem::toString)
        .containsExactly("picky: low 9 is above high 2");
    assertThat(binding.isValid()).isFalse();
  }

  @Test
  void aSecretIsNeverShown() {
    Binding<Everything> binding =
        ConfigBinder.bind(
            ConfigNodes.of(Map.of("password", "s3cret", "count", plain("x"))),
            "x",
            Everything.defaults());
    assertThat(binding.toString()).doesNotContain("s3cret").contains("[REDACTED]");
  }

  @Test
  void longAndUnprintableValuesAreCut() {
    String found = problems(Map.of("count", plain("a\u0007".repeat(100)))).get(0);
    assertThat(found).endsWith("…\"").doesNotContain("\u0007").hasSizeLessThan(160);
  }

  private static Position at(int line) {
    return new Position("gateway.yaml", line, 7);
  }

  private static Mapping mapping(Position position, Map<String, Entry> entries) {
    return new Mapping(entries, position);
  }

  @Test
  void keysThatMeanNothingHereAreWarnedOf() {
    Binding<SampleConfigs.Pasted> binding =
        ConfigBinder.bind(
            ConfigNodes.of(Map.of("kept", 7, "elsewhere", 1, "query_age", List.of(), "kep", 2)),
            "limits",
            SampleConfigs.Pasted.defaults());
    assertThat(binding.value().kept()).isEqualTo(7);
    assertThat(binding.problems())
        .filteredOn(problem -> problem.severity() == Severity.WARNING)
        .extracting(ConfigProblem::toString)
        .containsExactlyInAnyOrder(
            "limits::elsewhere: has no effect: another part has it",
            "limits::query_age: has no effect: it is about queries");
    assertThat(binding.problems())
        .filteredOn(problem -> problem.severity() == Severity.ERROR)
        .extracting(ConfigProblem::toString)
        .containsExactly("limits::kep: unknown key (did you mean \"kept\"?)");
  }
}
