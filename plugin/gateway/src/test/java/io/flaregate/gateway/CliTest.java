package io.flaregate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.gateway.plugins.LoadedPlugin;
import io.flaregate.gateway.testing.TestPlugin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CliTest {
  private static final String GOOD =
      """
      receivers: {in: }
      processors: {split: }
      exporters: {store: }
      service:
        pipelines: {profiles: {receivers: [in], processors: [split], exporters: [store]}}
        admin: {endpoint: "localhost:0"}
      """;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    Cli cli =
        new Cli(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            () -> {
              throw new AssertionError("nobody sent two signals");
            },
            () -> List.of(LoadedPlugin.of(new TestPlugin())));
    return cli.run(args);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private static Path file(Path folder, String yaml) throws IOException {
    return Files.writeString(folder.resolve("gateway.yaml"), yaml);
  }

  @Test
  void helpListsTheCommandsOfTheGatewayAndOfPlugins() {
    assertThat(run("--help")).isZero();
    assertThat(out())
        .contains("Usage: flaregate")
        .containsPattern("run +Run a gateway until SIGTERM or SIGINT.")
        .containsPattern("validate +Check a configuration without running it.")
        .containsPattern("components +List the components")
        .containsPattern("greet +Greet whoever is named.");
    assertThat(run("run", "--help")).isZero();
    assertThat(out()).contains("--config=FILE").contains("--set=PATH=VALUE");
  }

  @Test
  void tellsItsVersion() {
    assertThat(run("--version")).isZero();
    assertThat(out()).isEqualTo("flaregate " + Version.current() + System.lineSeparator());
  }

  @Test
  void aWrongCallEndsWithTwoAndSaysHow() {
    assertThat(run("rnu")).isEqualTo(2);
    assertThat(err()).contains("rnu").contains("run");
    assertThat(run("validate")).isEqualTo(2);
    assertThat(err()).contains("Missing required option: '--config=FILE'");
    assertThat(run()).isEqualTo(2);
  }

  @Test
  void listsComponentsAndTheirKeys() {
    assertThat(run("components")).isZero();
    assertThat(out())
        .containsPattern("KIND +TYPE +STABILITY +PLUGIN +FROM")
        .containsPattern("receiver +in +beta +test +" + TestPlugin.class.getName());
    assertThat(run("components", "--keys")).isZero();
    assertThat(out())
        .contains("receivers::in")
        .containsPattern("  endpoint +localhost:1 +a text +Where it would listen.")
        .containsPattern("  timeout +5s +a duration such as 5s or 1m30s");
  }

  @Test
  void validatesAGoodConfiguration(@TempDir Path folder) throws IOException {
    Path file = file(folder, GOOD + "extensions: {aid: }\n");
    assertThat(run("validate", "--config", file.toString())).isZero();
    assertThat(out()).isEqualTo(file + " is valid, 1 warning" + System.lineSeparator());
    assertThat(err())
        .isEqualTo(
            file
                + ":7:14: warning: extensions::aid: is not used by service::extensions and not"
                + " started"
                + System.lineSeparator());
  }

  @Test
  void validateTellsEveryProblemAndEndsWithOne(@TempDir Path folder) throws IOException {
    Path file = file(folder, GOOD.replace("in: }", "in: {endpont: x, timeout: 5}}"));
    assertThat(run("validate", "--config", file.toString())).isEqualTo(1);
    assertThat(err().lines())
        .containsExactly(
            file
                + ":1:18: error: receivers::in::endpont: unknown key (did you mean"
                + " \"endpoint\"?)",
            file
                + ":1:39: error: receivers::in::timeout: expected a duration such as 5s or 1m30s,"
                + " found \"5\" (a unit is missing: ns, us, ms, s, m or h)",
            file + " is not valid: 2 errors");
    assertThat(out()).isEmpty();
  }

  @Test
  void validateAlsoChecksHowPipelinesFit(@TempDir Path folder) throws IOException {
    Path file = file(folder, GOOD.replace("processors: [split], ", ""));
    assertThat(run("validate", "--config", file.toString())).isEqualTo(1);
    assertThat(err()).contains("exporter store takes profiles that are split into series");
  }

  @Test
  void validateTakesValuesOverTheFile(@TempDir Path folder) throws IOException {
    Path file = file(folder, GOOD);
    assertThat(run("validate", "--config", file.toString(), "--set", "receivers::in::endpoint=x"))
        .isEqualTo(1);
    assertThat(err())
        .contains("--set receivers::in::endpoint=x")
        .contains("error: receivers::in::endpoint: has no port: \"x\"");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThat(run("validate", "--config", "no-such.yaml")).isEqualTo(1);
    assertThat(err()).startsWith("error: no-such.yaml does not exist");
  }

  @Test
  void runTellsProblemsAndEndsWithOne(@TempDir Path folder) throws IOException {
    Path file = file(folder, GOOD.replace("store:", "stoer:"));
    assertThat(run("run", "--config", file.toString())).isEqualTo(1);
    assertThat(err())
        .contains(
            "error: exporters::stoer: unknown exporter type \"stoer\" (did you mean"
                + " \"store\"?)");
  }

  @Test
  void runTellsWhatDoesNotStartAndEndsWithOne(@TempDir Path folder) throws IOException {
    Path file = file(folder, GOOD);
    assertThat(run("run", "--config", file.toString(), "--set", "exporters::store::fail=start"))
        .isEqualTo(1);
    assertThat(err())
        .isEqualTo(
            "flaregate: exporter store does not start: was told to fail at start"
                + System.lineSeparator());
  }

  @Test
  void runsCommandsOfPluginsWithTheirArguments() {
    assertThat(run("greet", "the", "world", "--help")).isZero();
    assertThat(out()).isEqualTo("hello the world --help" + System.lineSeparator());
    assertThat(run("greet")).isEqualTo(2);
    assertThat(err()).isEqualTo("greet: whom?" + System.lineSeparator());
  }

  @Test
  void aBrokenPluginKeepsNobodyFromHelpAndVersion() {
    Cli cli =
        new Cli(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            () -> {},
            () -> List.of(LoadedPlugin.of(new TestPlugin()), LoadedPlugin.of(new TestPlugin())));
    assertThat(cli.run("--version")).isZero();
    assertThat(cli.run("--help")).isZero();
    assertThat(cli.run("components")).isEqualTo(1);
    assertThat(err()).startsWith("flaregate: the receiver \"in\" is offered twice: by plugin");
  }
}
