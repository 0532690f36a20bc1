package io.flaregate.gateway.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.gateway.config.ConfigLoader;
import io.flaregate.gateway.config.GatewayConfig;
import io.flaregate.gateway.plugins.LoadedPlugin;
import io.flaregate.gateway.plugins.PluginCatalog;
import io.flaregate.gateway.testing.TestPlugin;
import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.ComponentKind;
import io.flaregate.transport.yaml.ConfigSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GraphPlannerTest {

  /** A plan and what was said of it. */
  private record Planning(GraphPlan plan, List<String> problems) {}

  private static Planning plan(String yaml) throws Exception {
    PluginCatalog catalog = PluginCatalog.of(List.of(LoadedPlugin.of(new TestPlugin())), Set.of());
    ConfigLoader loader = new ConfigLoader(Map.<String, String>of()::get, List.of());
    GatewayConfig config = loader.load(new ConfigSource("g.yaml", yaml));
    GraphPlan plan = GraphPlanner.plan(config, catalog, loader.found());
    return new Planning(
        plan,
        loader.problems().stream()
            .map(each -> each.severity().name().charAt(0) + " " + each)
            .toList());
  }

  @Test
  void plansWhatPipelinesUse() throws Exception {
    Planning planning =
        plan(
            """
            receivers: {in: {endpoint: "a:2"}}
            processors: {split: , pass/one: }
            exporters: {out: , store: }
            extensions: {aid: }
            service:
              extensions: [aid]
              pipelines:
                profiles: {receivers: [in], processors: [pass/one, split], exporters: [store]}
                profiles/raw: {receivers: [in], exporters: [out]}
            """);
    assertThat(planning.problems()).isEmpty();
    assertThat(planning.plan().extensions()).containsExactly(ComponentId.parse("aid"));
    assertThat(planning.plan().pipelines())
        .extracting(GraphPlan.Pipeline::id)
        .containsExactly("profiles", "profiles/raw");
    assertThat(planning.plan().pipelines().get(0).processors())
        .containsExactly(ComponentId.parse("pass/one"), ComponentId.parse("split"));
    assertThat(planning.plan().planned(ComponentKind.RECEIVER, ComponentId.parse("in")).config())
        .hasToString("TestConfig[endpoint=a:2, timeout=PT5S, password=, fail=]");
  }

  @Test
  void aComponentIsAskedWhatItLacksBesideTheExtensions() throws Exception {
    String yaml =
        """
        receivers: {in: }
        processors: {split: }
        exporters: {out: {password: aided}}
        extensions: {aid: }
        service:
          extensions: [%s]
          pipelines:
            profiles: {receivers: [in], processors: [split], exporters: [out]}
        """;

    assertThat(plan(yaml.formatted("aid")).problems()).isEmpty();
    assertThat(plan(yaml.formatted("")).problems())
        .contains("E g.yaml:3:13: exporters::out: needs the extension aid");
  }

  @Test
  void tellsEveryProblemOfComponentsAndPipelines() throws Exception {
    assertThat(
            plan("""
                    receivers:
                      in: {endpont: "a:1", timeout: 5}
                      inn: {}
                      out: {}
                    processors: {split/unused: {endpoint: nowhere}}
                    exporters: {out: }
                    service:
                      extensions: [aid]
                      pipelines:
                        profiles: {receivers: [im], processors: [split, split], exporters: [out]}
                        profiles/: {receivers: [in], exporters: [out]}
                        profiles/empty: {}
                        profiles/odd: {receivers: [in, "1x"], exporters: [out]}
                        traces: {receivers: [in], exporters: [out]}
                        profile: {receivers: [in], exporters: [out]}
                    """)
                .problems())
        .containsExactly(
            "E g.yaml:2:8: receivers::in::endpont: unknown key (did you mean \"endpoint\"?)",
            "E g.yaml:2:33: receivers::in::timeout: expected a duration such as 5s or 1m30s, found"
                + " \"5\" (a unit is missing: ns, us, ms, s, m or h)",
            "E g.yaml:3:3: receivers::inn: unknown receiver type \"inn\" (did you mean \"in\"?)",
            "W g.yaml:3:3: receivers::inn: is not used by any pipeline and not started",
            "E g.yaml:4:3: receivers::out: unknown receiver type \"out\" (known: in); it is a type"
                + " of exporter",
            "W g.yaml:4:3: receivers::out: is not used by any pipeline and not started",
            "W g.yaml:5:14: processors::split/unused: is not used by any pipeline and not started",
            "E g.yaml:5:29: processors::split/unused::endpoint: has no port: \"nowhere\"",
            "E g.yaml:8:16: service::extensions::0: extension \"aid\" is not defined under"
                + " extensions",
            "E g.yaml:10:28: service::pipelines::profiles::receivers::0: receiver \"im\" is not"
                + " defined under receivers (did you mean \"in\"?)",
            "E g.yaml:10:46: service::pipelines::profiles::processors::0: processor \"split\" is"
                + " not defined under processors (did you mean \"split/unused\"?)",
            "E g.yaml:10:53: service::pipelines::profiles::processors::1: split stands twice in the"
                + " list",
            "E g.yaml:10:53: service::pipelines::profiles::processors::1: processor \"split\" is"
                + " not defined under processors (did you mean \"split/unused\"?)",
            "E g.yaml:11:5: service::pipelines::profiles/: has no name after its /",
            "E g.yaml:12:5: service::pipelines::profiles/empty: has no receivers; at least one is"
                + " needed",
            "E g.yaml:12:5: service::pipelines::profiles/empty: has no exporters; at least one is"
                + " needed",
            "E g.yaml:13:36: service::pipelines::profiles/odd::receivers::1: component type \"1x\""
                + " is not a letter followed by up to 62 of [0-9a-zA-Z_]",
            "E g.yaml:14:5: service::pipelines::traces: Flaregate takes profiles only: send traces"
                + " another way",
            "E g.yaml:15:5: service::pipelines::profile: unknown signal \"profile\": a pipeline is"
                + " called profiles or profiles/NAME");
  }

  @Test
  void unusedExtensionsAndWarningsOfComponentsAreWarnings() throws Exception {
    assertThat(
            plan("""
                    receivers: {in: {endpoint: "0.0.0.0:1"}}
                    exporters: {out: }
                    extensions: {aid: }
                    service: {pipelines: {profiles: {receivers: [in], exporters: [out]}}}
                    """)
                .problems())
        .containsExactly(
            "W g.yaml:1:18: receivers::in::endpoint: is open to everybody",
            "W g.yaml:3:14: extensions::aid: is not used by service::extensions and not started");
  }

  @Test
  void aConfigurationThatRunsNothingIsRefused() throws Exception {
    assertThat(plan("service: {}").problems())
        .containsExactly(
            "E g.yaml:1:1: service: has neither pipelines nor extensions: there is nothing to run");
  }

  @Test
  void secretsAreNotShown() throws Exception {
    Planning planning =
        plan(
            """
            receivers: {in: {password: hunter2, endpoint: x}}
            exporters: {out: }
            service: {pipelines: {profiles: {receivers: [in], exporters: [out]}}}
            """);
    assertThat(planning.toString()).doesNotContain("hunter2").contains("[REDACTED]");
    assertThat(planning.problems()).hasSize(1).noneMatch(each -> each.contains("hunter2"));
    assertThat(planning.problems()).allMatch(each -> each.startsWith("E "));
  }
}
