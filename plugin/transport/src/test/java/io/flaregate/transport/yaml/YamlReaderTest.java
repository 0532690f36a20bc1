package io.flaregate.transport.yaml;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.spi.config.ConfigNode;
import io.flaregate.spi.config.ConfigNode.Entry;
import io.flaregate.spi.config.ConfigNode.Mapping;
import io.flaregate.spi.config.ConfigNode.Scalar;
import io.flaregate.spi.config.ConfigNode.Sequence;
import io.flaregate.spi.config.ConfigProblem;
import io.flaregate.spi.config.Position;
import io.flaregate.spi.config.ProblemList;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class YamlReaderTest {
  private final ProblemList problems = new ProblemList();

  private ConfigNode read(String yaml) throws SyntaxException {
    return YamlReader.read(new ConfigSource("g.yaml", yaml), problems);
  }

  private static ConfigNode at(ConfigNode node, String... path) {
    ConfigNode at = node;
    for (String key : path) {
      at =
          at instanceof Mapping mapping
              ? entry(mapping, key).value()
              : ((Sequence) at).items().get(Integer.parseInt(key));
    }
    return at;
  }

  private static Entry entry(ConfigNode node, String key) {
    return requireNonNull(((Mapping) node).entries().get(key), key);
  }

  @Test
  void keepsTextsAndWhereTheyStand() throws SyntaxException {
    ConfigNode root = read("a:\n  b: 1\n  c: ['x', \"y\", z]\nd: |\n  two\n  lines\n");
    assertThat(at(root, "a", "b")).isEqualTo(new Scalar("1", true, new Position("g.yaml", 2, 6)));
    assertThat(at(root, "a", "c", "0"))
        .isEqualTo(new Scalar("x", false, new Position("g.yaml", 3, 7)));
    assertThat(at(root, "a", "c", "2"))
        .isEqualTo(new Scalar("z", true, new Position("g.yaml", 3, 17)));
    assertThat(((Scalar) at(root, "d")).text()).isEqualTo("two\nlines\n");
    assertThat(entry(at(root, "a"), "c").keyPosition()).isEqualTo(new Position("g.yaml", 3, 3));
  }

  @Test
  void nothingIsNullUnlessItIsQuoted() throws SyntaxException {
    ConfigNode root = read("a:\nb: ~\nc: null\nd: ''\ne: !!str null\nf: off\n");
    for (String key : new String[] {"a", "b", "c"}) {
      assertThat(((Scalar) at(root, key)).text()).as(key).isNull();
    }
    assertThat(((Scalar) at(root, "d")).text()).isEmpty();
    assertThat(at(root, "e")).isInstanceOf(Scalar.class);
    assertThat(((Scalar) at(root, "e")).text()).isEqualTo("null");
    assertThat(((Scalar) at(root, "f")).text()).isEqualTo("off");
  }

  @Test
  void followsAnchorsAndMergesMaps() throws SyntaxException {
    ConfigNode root = read("x: &x {a: 1, b: 2}\ny: *x\nz: {<<: *x, b: 3}\nw: {<<: [{a: 5}, *x]}\n");
    assertThat(at(root, "y")).isEqualTo(at(root, "x"));
    assertThat(((Scalar) at(root, "z", "a")).text()).isEqualTo("1");
    assertThat(((Scalar) at(root, "z", "b")).text()).isEqualTo("3");
    assertThat(((Scalar) at(root, "w", "a")).text()).isEqualTo("5");
    assertThat(((Scalar) at(root, "w", "b")).text()).isEqualTo("2");
  }

  @Test
  void everyDuplicateKeyIsToldWithBothLines() throws SyntaxException {
    read("a: 1\nb: {c: 1, c: 2}\na: 2\n");
    assertThat(problems.all())
        .extracting(ConfigProblem::toString)
        .containsExactly(
            "g.yaml:2:11: b::c: this key stands twice; first in line 2",
            "g.yaml:3:1: a: this key stands twice; first in line 1");
  }

  static Stream<Arguments> unreadable() {
    return Stream.of(
        Arguments.of("", "g.yaml", "g.yaml is empty"),
        Arguments.of("# nothing\n", "g.yaml", "g.yaml is empty"),
        Arguments.of(
            "a: 1\n\tb: 2\n", "g.yaml:2:1", "a tab stands here; YAML is indented with spaces"),
        Arguments.of(
            "a: b\u0000c\n", "g.yaml:1:5", "a NUL character stands here; is this a text file?"),
        Arguments.of("a: b\u0001c\n", "g.yaml:1:5", "the character U+0001 cannot stand in YAML"),
        Arguments.of(
            "a: 1\n---\nb: 2\n", "g.yaml:2:1", "a second document starts here; only one is read"),
        Arguments.of("a: [1, 2\n", "g.yaml:2:1", "not YAML: "),
        Arguments.of("a: 'x\n", "g.yaml:2:1", "not YAML: "),
        Arguments.of("a: b: c\n", "g.yaml:1:5", "not YAML: "),
        Arguments.of("a: *b\n", "g.yaml:1:4", "there is no anchor &b"),
        Arguments.of("a: &a [*a]\n", "g.yaml:1:8", "*a would contain itself"),
        Arguments.of("[1]: 2\n", "g.yaml:1:1", "a key must be a text"),
        Arguments.of("a: {<<: 1}\n", "g.yaml:1:9", "<< takes a map or a list of maps"),
        Arguments.of(
            "a: !!javax.script.ScriptEngineManager [x]\n",
            "g.yaml:1:4",
            "the tag tag:yaml.org,2002:javax.script.ScriptEngineManager is not allowed"),
        Arguments.of("a: !evil x\n", "g.yaml:1:4", "the tag !evil is not allowed"),
        Arguments.of("[".repeat(100_000), "g.yaml:1:66", "nested more than 64 deep"));
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void saysWhyAndWhereATextCannotBeRead(String yaml, String where, String message) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOfSatisfying(
            SyntaxException.class, e -> assertThat(e.position()).hasToString(where))
        .hasMessageStartingWith(message);
  }

  @Test
  void aFewAliasesCannotBecomeMillionsOfNodes() {
    StringBuilder laughs = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 20; i++) {
      laughs.append("a%d: &a%d [*a%d,*a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    assertThatThrownBy(() -> read(laughs.toString()))
        .isInstanceOf(SyntaxException.class)
        .hasMessage("more than 100000 values, those of aliases included");
  }

  @Test
  void aTextThatIsTooLongIsNotRead(@TempDir Path folder) throws Exception {
    assertThatThrownBy(() -> read("#".repeat(ConfigSource.MAX_BYTES + 1)))
        .hasMessage("g.yaml is larger than 4194304 bytes");
    Path file = folder.resolve("big.yaml");
    Files.write(file, new byte[ConfigSource.MAX_BYTES + 1]);
    assertThatThrownBy(() -> ConfigSource.read(file))
        .hasMessage(file + " is larger than 4194304 bytes");
    assertThatThrownBy(() -> ConfigSource.read(folder.resolve("none.yaml")))
        .hasMessage(folder.resolve("none.yaml") + " does not exist");
  }

  @Test
  void aFileMustBeUtf8(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("latin.yaml");
    Files.write(file, "a: 1\nb: \u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> ConfigSource.read(file))
        .isInstanceOfSatisfying(
            SyntaxException.class, e -> assertThat(e.position()).hasToString(file + ":2:4"))
        .hasMessage("the file is not UTF-8: byte 0xe9 cannot stand here");
    Files.write(file, "\uFEFFa: \u00e9\n".getBytes(StandardCharsets.UTF_8));
    assertThat(ConfigSource.read(file).text()).isEqualTo("a: \u00e9\n");
  }
}
