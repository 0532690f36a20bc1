package io.flaregate.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.gateway.config.LogsConfig.Encoding;
import io.flaregate.gateway.config.LogsConfig.Level;
import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.ComponentKind;
import io.flaregate.spi.config.ConfigProblem;
import io.flaregate.transport.yaml.ConfigSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigLoaderTest {

  private static ConfigLoader loader(String... overrides) {
    return new ConfigLoader(Map.of("SECRET", "hunter2!", "N", "7")::get, List.of(overrides));
  }

  private static List<String> problems(String yaml, String... overrides)
      throws InvalidConfigException {
    ConfigLoader loader = loader(overrides);
    GatewayConfig unused = loader.load(new ConfigSource("g.yaml", yaml));
    return loader.problems().stream().map(ConfigProblem::toString).toList();
  }

  @Test
  void readsEverySection() throws InvalidConfigException {
    ConfigLoader loader = loader();
    GatewayConfig config =
        loader.load(
            new ConfigSource(
                "g.yaml",
                """
                receivers: {otlp: , otlp/two: {a: b}}
                processors:
                exporters: {phlare: }
                extensions: {}
                service:
                  extensions: [x]
                  pipelines:
                    profiles/a: {receivers: [otlp, otlp/two], exporters: [phlare]}
                  telemetry: {logs: {level: debug, encoding: json}}
                  shutdown_timeout: 1m30s
                  admin: {endpoint: ":0"}
                """));
    assertThat(loader.check()).isEmpty();
    assertThat(config.components(ComponentKind.RECEIVER).keySet())
        .containsExactly(ComponentId.parse("otlp"), ComponentId.parse("otlp/two"));
    assertThat(config.components(ComponentKind.PROCESSOR)).isEmpty();
    assertThat(config.service().pipelines().values())
        .containsExactly(
            new ServiceConfig.PipelineConfig(
                List.of("otlp", "otlp/two"), List.of(), List.of("phlare")));
    assertThat(config.service().telemetry().logs())
        .isEqualTo(LogsConfig.of(Level.DEBUG, Encoding.JSON));
    assertThat(config.service().shutdownTimeout()).isEqualTo(Duration.ofSeconds(90));
    assertThat(config.service().admin().endpoint()).isEqualTo(":0");
    assertThat(config.position("service::pipelines::profiles/a::receivers::1"))
        .hasToString("g.yaml:8:36");
    assertThat(config.position("service::pipelines::other")).hasToString("g.yaml:7:3");
  }

  @Test
  void theDefaultsOfTheServiceAreThoseOfTheDocuments() throws InvalidConfigException {
    GatewayConfig config = loader().load(new ConfigSource("g.yaml", "service: {}"));
    assertThat(config.service()).isEqualTo(ServiceConfig.defaults());
    assertThat(config.service().admin().endpoint()).isEqualTo("localhost:4042");
    assertThat(config.service().shutdownTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.service().telemetry().logs())
        .isEqualTo(LogsConfig.of(Level.INFO, Encoding.CONSOLE));
  }

  @Test
  void tellsEveryProblemAtOnceInTheOrderOfTheFile() throws InvalidConfigException {
    assertThat(
            problems(
                """
                recievers: {}
                connectors: {}
                exporters: [a]
                receivers:
                  0tlp: {}
                  a/b/c: {}
                  x: 1
                  "x ": 2
                service:
                  pipelnes: {}
                  telemetry: {logs: {level: loud}}
                  shutdown_timeout: -1s
                  admin: {endpoint: 4042}
                """))
        .containsExactly(
            "g.yaml:1:1: recievers: unknown key (did you mean \"receivers\"?)",
            "g.yaml:2:1: connectors: Flaregate has no connectors",
            "g.yaml:3:12: exporters: expected a map of exporters",
            "g.yaml:5:3: receivers::0tlp: component type \"0tlp\" is not a letter followed by up to"
                + " 62 of [0-9a-zA-Z_]",
            "g.yaml:6:3: receivers::a/b/c: component name \"b/c\" holds a slash or a control"
                + " character, or is too long",
            "g.yaml:8:3: receivers::x : the id x stands twice",
            "g.yaml:10:3: service::pipelnes: unknown key (did you mean \"pipelines\"?)",
            "g.yaml:11:29: service::telemetry::logs::level: expected one of debug, info, warn,"
                + " error, found \"loud\"",
            "g.yaml:12:3: service::shutdown_timeout: is negative; 0s means at once",
            "g.yaml:13:11: service::admin::endpoint: endpoint \"4042\" has no port; write"
                + " host:port");
  }

  @Test
  void aConfigurationWithoutServiceOrOfAnotherShapeIsRefused() throws InvalidConfigException {
    assertThat(problems("receivers: {}"))
        .containsExactly("g.yaml:1:1: service: is missing: it names the pipelines to run");
    assertThat(problems("- a"))
        .containsExactly(
            "g.yaml:1:1: expected a map with the keys receivers, processors, exporters, extensions,"
                + " service");
  }

  @Test
  void theCollectorsOtherTelemetryKeysOnlyWarn() throws InvalidConfigException {
    ConfigLoader loader = loader();
    GatewayConfig unused =
        loader.load(
            new ConfigSource(
                "g.yaml",
                """
                service:
                  telemetry:
                    metrics: {level: detailed}
                    traces: {}
                    resource: {}
                    logs: {sampling: {enabled: false}, output_paths: [x]}
                """));
    assertThat(loader.check())
        .extracting(ConfigProblem::toString)
        .containsExactly(
            "g.yaml:3:5: service::telemetry::metrics: is not used: metrics stand at /metrics of"
                + " service::admin",
            "g.yaml:4:5: service::telemetry::traces: is not used: the gateway makes no traces",
            "g.yaml:5:5: service::telemetry::resource: is not used",
            "g.yaml:6:12: service::telemetry::logs::sampling: is not used: the log goes to standard"
                + " error, unsampled",
            "g.yaml:6:40: service::telemetry::logs::output_paths: is not used: the log goes to"
                + " standard error, unsampled");
  }

  @Test
  void valuesOfTheEnvironmentAreNotShown() throws InvalidConfigException {
    assertThat(
            problems(
                """
                service:
                  shutdown_timeout: ${env:SECRET}
                  admin: {endpoint: "x ${env:SECRET}"}
                  telemetry: {logs: {level: "${env:N}"}}
                """))
        .containsExactly(
            "g.yaml:2:21: service::shutdown_timeout: expected a duration such as 5s or 1m30s,"
                + " found \"${env:SECRET}\"",
            "g.yaml:3:11: service::admin::endpoint: endpoint \"x ${env:SECRET}\" has no port;"
                + " write host:port",
            "g.yaml:4:29: service::telemetry::logs::level: expected one of debug, info, warn,"
                + " error, found the text \"${env:N}\"");
  }

  @Test
  void aValueThatAMessageCutsIsNotShownInPart() throws InvalidConfigException {
    ConfigLoader loader = new ConfigLoader(name -> "tops3cret".repeat(12), List.of());
    GatewayConfig unused =
        loader.load(new ConfigSource("g.yaml", "service: {pipelines: 'see ${env:LONG}'}"));
    assertThat(loader.problems())
        .extracting(problem -> problem.message())
        .anyMatch(message -> message.contains("see ${env:LONG}"))
        .noneMatch(message -> message.contains("tops3cret"));
  }

  @Test
  void theCommandLineSetsValuesOverTheFile() throws InvalidConfigException {
    GatewayConfig config =
        loader(
                "service::admin::endpoint=localhost:0",
                "service::telemetry::logs={level: warn}",
                "receivers::otlp/new=")
            .load(new ConfigSource("g.yaml", "service: {admin: {endpoint: 'a:1'}}"));
    assertThat(config.service().admin().endpoint()).isEqualTo("localhost:0");
    assertThat(config.service().telemetry().logs().level()).isEqualTo(Level.WARN);
    assertThat(config.components(ComponentKind.RECEIVER))
        .containsKey(ComponentId.parse("otlp/new"));
    assertThatThrownBy(() -> problems("service: {}", "nonsense"))
        .hasMessage("--set nonsense: expected path=value, such as a::b=c");
    assertThat(problems("service: {}", "service::admin::endpont=x"))
        .containsExactly(
            "--set service::admin::endpont=x:1:1: service::admin::endpont: unknown key (did you"
                + " mean \"endpoint\"?)");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> loader().load(Path.of("no-such.yaml")))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessage("no-such.yaml does not exist");
  }
}
