package io.flaregate.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.spi.config.ConfigNode;
import io.flaregate.spi.config.ConfigNode.Scalar;
import io.flaregate.spi.config.ConfigProblem;
import io.flaregate.spi.config.Position;
import io.flaregate.spi.config.ProblemList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvExpanderTest {
  private static final Map<String, String> VARIABLES =
      Map.of(
          "A", "alpha",
          "EMPTY", "",
          "YAML", "{x: [1, 2]}\nb: c",
          "REF", "${env:A}",
          "DOLLAR", "$$",
          "SELF", "${env:SELF}");

  private final ProblemList problems = new ProblemList();
  private final Position here = new Position("g.yaml", 3, 9);

  private String expand(String text) {
    ConfigNode node =
        new EnvExpander(VARIABLES::get, problems, new Redactor())
            .expand(new Scalar(text, true, here), "a::b");
    return String.valueOf(((Scalar) node).text());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "plain, plain",
        "${env:A}, alpha",
        "x${env:A}y${env:A}, xalphayalpha",
        "${env:NONE:-dflt}, dflt",
        "${env:NONE:-}, ``",
        "${env:A:-dflt}, alpha",
        "${env:EMPTY:-dflt}, ``",
        "${env:NONE:-a:-b}, a:-b",
        "$$, $",
        "$${env:A}, ${env:A}",
        "$$$${env:A}, $${env:A}",
        "$$${env:A}, $alpha",
        "$1, $1",
        "cost$, cost$",
        "${env:DOLLAR}, $$",
        "${env:REF}, ${env:A}",
        "${env:SELF}, ${env:SELF}"
      })
  void putsTheEnvironmentInOnce(String text, String expected) {
    assertThat(expand(text)).isEqualTo(expected);
    assertThat(problems.all()).isEmpty();
  }

  @Test
  void whatComesInStaysAPartOfItsScalar() {
    assertThat(expand("${env:YAML}")).isEqualTo("{x: [1, 2]}\nb: c");
  }

  @Test
  void keepsWhetherAScalarWasPlain() {
    EnvExpander expander = new EnvExpander(VARIABLES::get, problems, new Redactor());
    assertThat(expander.expand(new Scalar("${env:A}", false, here), ""))
        .isEqualTo(new Scalar("alpha", false, here));
    assertThat(expander.expand(new Scalar(null, true, here), ""))
        .isEqualTo(new Scalar(null, true, here));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "${env:NONE} | the environment variable NONE is not set; give a default: ${env:NONE:-…}",
        "${NAME} | ${NAME}: write ${env:NAME}; write $$ for a dollar sign",
        "${file:/etc/passwd} | ${file:/etc/passwd}: only ${env:NAME} and ${env:NAME:-default} are"
            + " supported; write $$ for a dollar sign",
        "${http://evil/} | ${http://evil/}: only ${env:NAME} and ${env:NAME:-default} are"
            + " supported; write $$ for a dollar sign",
        "${env:A | ${ without a } after it; write $$ for a dollar sign",
        "${env:} | ${env:}: \"\" is no name of a variable",
        "${env:a-b} | ${env:a-b}: \"a-b\" is no name of a variable",
        "${env:NONE:-${env:A}} | ${env:NONE:-${env:A}…: a default cannot hold another substitution"
      })
  void saysWhatIsWrongWithASubstitution(String text, String message) {
    expand(text);
    assertThat(problems.all())
        .extracting(ConfigProblem::toString)
        .isEqualTo(List.of("g.yaml:3:9: a::b: " + message));
  }
}
