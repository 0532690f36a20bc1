package io.flaregate.gateway.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.flaregate.spi.config.ConfigNode;
import io.flaregate.spi.config.ConfigNode.Mapping;
import io.flaregate.spi.config.ConfigNode.Scalar;
import io.flaregate.spi.config.ConfigNode.Sequence;
import io.flaregate.spi.config.ConfigProblem;
import io.flaregate.spi.config.ProblemList;
import io.flaregate.transport.yaml.ConfigSource;
import io.flaregate.transport.yaml.SyntaxException;
import io.flaregate.transport.yaml.YamlReader;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any text as a configuration, and any text as a value of the command line: refused by the
 * documented exception, or read with the environment put in once, as a naive reading says; and no
 * problem shows a value that came from the environment.
 */
class ConfigFuzzTest {
  private static final String SECRET = "hunter2-Zx9#kq";
  private static final Map<String, String> VARIABLES =
      Map.of(
          "A", "alpha",
          "S", SECRET,
          "REF", "${env:S}",
          "D", "$${env:S}",
          "Y", "{x: [" + SECRET + "]}\nb: c",
          "LONG", SECRET.repeat(12),
          "E", "");
  private static final Pattern SUBSTITUTION =
      Pattern.compile("\\$\\$|\\$\\{env:([a-zA-Z_][a-zA-Z0-9_]*)(:-((?s:[^}]*)))?\\}");

  static Stream<byte[]> seeds() {
    return Stream.of(
            "receivers: {otlp: }\nservice: {pipelines: {profiles: {receivers: [otlp]}}}\n",
            "service:\n  admin: {endpoint: \"${env:A}\"}\n  logs: {level: ${env:S}}\n",
            "exporters:\n  phlare/a: &x {k: '${env:S}', l: [1, ~, ${env:NO:-d}]}\n  phlare/b: *x\n",
            "a: ${env:REF}$$${env:D}\nb: ${S}\nc: ${env:Y}\nd: ${env:LONG}\n",
            "service::logs::level=debug\0service: {telemetry: {${env:S}: ${env:S}}}",
            "service::pipelines=xyz ${env:LONG}\0",
            "service::pipelines=${env:LONG}\0receivers: !!map {otlp: !!str 5}",
            "a: !!str ~\n<<: {b: c}\nd: |\n  ${env:S}\n")
        .map(text -> text.getBytes(UTF_8));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "3m")
  void anyTextIsReadOrRefusedAndShowsNoSecret(byte[] input) {
    String text = new String(input, UTF_8);
    int nul = text.indexOf('\0');
    List<String> overrides = nul < 0 ? List.of() : List.of(text.substring(0, nul));
    ConfigSource source = new ConfigSource("g.yaml", text.substring(nul + 1));
    ConfigLoader loader = new ConfigLoader(VARIABLES::get, overrides);
    try {
      GatewayConfig unused = loader.load(source);
      List<ConfigProblem> warnings = loader.check();
      assertThat(warnings).isEqualTo(loader.problems());
    } catch (InvalidConfigException e) {
      assertThat(e.problems()).isNotEmpty();
      hidden(text, String.valueOf(e.getMessage()));
    }
    for (ConfigProblem problem : loader.problems()) {
      hidden(text, problem.toString());
      assertThat(problem.message()).isNotEmpty();
    }
    expansion(source);
  }

  /** Unless it was spelled out in the text itself. */
  private static void hidden(String text, String message) {
    if (!text.contains("hunter") && !text.contains("Zx9")) {
      assertThat(message).doesNotContain(SECRET).doesNotContain("hunter2");
    }
  }

  private static void expansion(ConfigSource source) {
    ProblemList problems = new ProblemList();
    ConfigNode read;
    try {
      read = YamlReader.read(source, problems);
    } catch (SyntaxException e) {
      assertThat(e.getMessage()).isNotEmpty();
      assertThat((long) e.position().line()).isLessThanOrEqualTo(lines(source.text()) + 1);
      return;
    }
    ProblemList wrong = new ProblemList();
    ConfigNode expanded = new EnvExpander(VARIABLES::get, wrong, new Redactor()).expand(read, "");
    if (wrong.all().isEmpty()) {
      same(read, expanded);
    }
  }

  /** The lines that a text can have by any of YAML's ends of lines. */
  private static long lines(String text) {
    return text.chars().filter(c -> "\n\r\u0085\u2028\u2029".indexOf(c) >= 0).count() + 1;
  }

  private static void same(ConfigNode read, ConfigNode expanded) {
    assertThat(expanded.position()).isEqualTo(read.position());
    if (read instanceof Mapping before) {
      Mapping after = (Mapping) expanded;
      assertThat(after.entries().keySet()).containsExactlyElementsOf(before.entries().keySet());
      before
          .entries()
          .forEach(
              (key, entry) ->
                  same(entry.value(), requireNonNull(after.entries().get(key)).value()));
    } else if (read instanceof Sequence before) {
      Sequence after = (Sequence) expanded;
      assertThat(after.items()).hasSameSizeAs(before.items());
      for (int i = 0; i < before.items().size(); i++) {
        same(before.items().get(i), after.items().get(i));
      }
    } else {
      Scalar before = (Scalar) read;
      Scalar after = (Scalar) expanded;
      assertThat(after.plain()).isEqualTo(before.plain());
      assertThat(after.text()).isEqualTo(naive(before.text()));
    }
  }

  /** Each substitution once, from left to right; what comes in is not looked at again. */
  private static @Nullable String naive(@Nullable String text) {
    if (text == null) {
      return null;
    }
    Matcher matcher = SUBSTITUTION.matcher(text);
    StringBuilder result = new StringBuilder();
    while (matcher.find()) {
      String name = matcher.group(1);
      String value =
          name == null ? "$" : VARIABLES.getOrDefault(name, String.valueOf(matcher.group(3)));
      matcher.appendReplacement(result, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(result).toString();
  }
}
