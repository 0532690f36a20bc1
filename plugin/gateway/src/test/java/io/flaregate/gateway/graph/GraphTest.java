package io.flaregate.gateway.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.gateway.config.ConfigLoader;
import io.flaregate.gateway.config.GatewayConfig;
import io.flaregate.gateway.plugins.LoadedPlugin;
import io.flaregate.gateway.plugins.PluginCatalog;
import io.flaregate.gateway.testing.TestComponent;
import io.flaregate.gateway.testing.TestPlugin;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.ComponentKind;
import io.flaregate.spi.component.ComponentStatus;
import io.flaregate.spi.component.StatusReport;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.FakeClock;
import io.flaregate.spi.testing.SampleProfiles;
import io.flaregate.spi.testing.TestSettings;
import io.flaregate.transport.yaml.ConfigSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GraphTest {
  private static final String TWO_PIPELINES =
      """
      receivers: {in/a: , in/b: }
      processors: {pass: , split: }
      exporters: {out: , store: }
      service:
        pipelines:
          profiles/1: {receivers: [in/a, in/b], processors: [pass, split], exporters: [store, out]}
          profiles/2: {receivers: [in/b], processors: [pass], exporters: [out]}
      """;

  private final TestPlugin plugin = new TestPlugin();
  private final TestSettings settings = new TestSettings("unused");
  private final FakeClock clock = new FakeClock();
  private final List<String> fatal = new ArrayList<>();
  private final StatusBoard board =
      new StatusBoard(clock, (key, report) -> fatal.add(key + ": " + report.message()));

  @AfterEach
  void close() {
    settings.close();
  }

  private Graph graph(String yaml, String... overrides) throws Exception {
    PluginCatalog catalog = PluginCatalog.of(List.of(LoadedPlugin.of(plugin)), Set.of());
    ConfigLoader loader = new ConfigLoader(Map.<String, String>of()::get, List.of(overrides));
    GatewayConfig config = loader.load(new ConfigSource("g.yaml", yaml));
    GraphPlan plan = GraphPlanner.plan(config, catalog, loader.found());
    assertThat(loader.check()).isEmpty();
    return Graph.build(plan, (key, scope) -> settings.settings(key.id().toString()), board);
  }

  private static TestComponent component(Graph graph, ComponentKind kind, String id) {
    return graph.component(kind, ComponentId.parse(id), TestComponent.class).orElseThrow();
  }

  private static void receive(Graph graph, String receiver) {
    Await.result(
        component(graph, ComponentKind.RECEIVER, receiver).receive(SampleProfiles.withRows(1)));
  }

  @Test
  void makesExportersAndReceiversOnceAndProcessorsForEachPipeline() throws Exception {
    graph(TWO_PIPELINES);
    assertThat(plugin.journal().lines())
        .containsExactly(
            "create exporter store",
            "create exporter out",
            "create processor split",
            "create processor pass",
            "create processor pass",
            "create receiver in/a",
            "create receiver in/b");
    assertThat(board.lines())
        .extracting(line -> line.key().toString())
        .containsExactly(
            "exporter store",
            "exporter out",
            "processor split of profiles/1",
            "processor pass of profiles/1",
            "processor pass of profiles/2",
            "receiver in/a",
            "receiver in/b");
  }

  @Test
  void aSharedReceiverFeedsEveryPipelineAndASharedExporterIsFedByEach() throws Exception {
    Graph graph = graph(TWO_PIPELINES);
    graph.start();
    receive(graph, "in/a");
    assertThat(plugin.journal().lines("consume"))
        .containsExactly(
            "consume processor pass",
            "consume processor split",
            "consume exporter store",
            "consume exporter out");
    receive(graph, "in/b");
    assertThat(plugin.journal().lines("consume exporter out")).hasSize(3);
    graph.stop(System.nanoTime());
  }

  @Test
  void stopsInTheOppositeOrderOfStarting() throws Exception {
    Graph graph = graph(TWO_PIPELINES);
    graph.start();
    List<String> started = new ArrayList<>(names("start "));
    Collections.reverse(started);
    assertThat(graph.stop(System.nanoTime())).isTrue();
    assertThat(names("shutdown ")).isEqualTo(started);
  }

  private List<String> names(String step) {
    return plugin.journal().lines(step).stream()
        .map(line -> line.substring(step.length()))
        .toList();
  }

  @Test
  void refusesAnExporterThatNeedsSeriesWhereNobodyGivesThem() {
    assertThatThrownBy(
            () ->
                graph(
                    """
                    receivers: {in: }
                    processors: {pass: }
                    exporters: {store: }
                    service:
                      pipelines:
                        profiles/x: {receivers: [in], processors: [pass], exporters: [store]}
                    """))
        .isInstanceOf(ComponentException.class)
        .hasMessage(
            "service::pipelines::profiles/x: exporter store takes profiles that are split into"
                + " series, and no processor before it splits them; list one that does, such as"
                + " phlare, under processors");
    assertThat(names("shutdown ")).containsExactly("exporter store", "processor pass");
  }

  @Test
  void aComponentThatCannotBeMadeIsNamedAndTheOthersAreReleased() {
    assertThatThrownBy(() -> graph(TWO_PIPELINES, "processors::pass::fail=create"))
        .isInstanceOf(ComponentException.class)
        .hasMessage("processor pass of profiles/1: was told to fail at create");
    assertThat(names("shutdown "))
        .containsExactly("exporter store", "exporter out", "processor split");
  }

  @Test
  void aStartThatFailsStopsEverythingAndNamesTheComponent() throws Exception {
    Graph graph = graph(TWO_PIPELINES, "processors::split::fail=start unchecked");
    assertThatThrownBy(graph::start)
        .isInstanceOf(ComponentException.class)
        .hasMessage(
            "processor split of profiles/1 does not start:"
                + " java.lang.IllegalStateException: unexpected");
    assertThat(names("start "))
        .containsExactly("exporter store", "exporter out", "processor split");
    assertThat(names("shutdown ")).hasSize(7);
  }

  @Test
  void aComponentThatFailsOrHangsAtShutdownDoesNotKeepTheOthersFromStopping() throws Exception {
    Graph graph =
        graph(TWO_PIPELINES, "receivers::in/a::fail=hang", "processors::split::fail=shutdown");
    graph.start();
    assertThat(graph.stop(System.nanoTime())).isFalse();
    assertThat(names("shutdown ")).hasSize(7);
    assertThat(board.lines()).allMatch(line -> line.report().status() == ComponentStatus.STOPPED);
    Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("flaregate-stop receiver in/a"))
        .forEach(Thread::interrupt);
  }

  @Test
  void theBoardKeepsTheLastReportAndSinceWhen() throws Exception {
    Graph graph = graph(TWO_PIPELINES);
    assertThat(board.lines()).allMatch(line -> line.report().status() == ComponentStatus.STARTING);
    graph.start();
    assertThat(board.lines()).allMatch(line -> line.report().status() == ComponentStatus.OK);
    TestComponent store = component(graph, ComponentKind.EXPORTER, "store");
    clock.advance(Duration.ofMinutes(1));
    store.host().report(StatusReport.recoverable("one ingester is down"));
    clock.advance(Duration.ofMinutes(1));
    store.host().report(StatusReport.recoverable("two ingesters are down"));
    StatusBoard.Line line = board.lines().get(0);
    assertThat(line.report().message()).isEqualTo("two ingesters are down");
    assertThat(line.since()).isEqualTo(FakeClock.START.plusSeconds(60));
    graph.stop(System.nanoTime());
    store.host().report(StatusReport.ok());
    assertThat(board.lines().get(0).report().status()).isEqualTo(ComponentStatus.STOPPED);
  }

  @Test
  void aFatalReportIsPassedOn() throws Exception {
    Graph graph = graph(TWO_PIPELINES);
    graph.start();
    component(graph, ComponentKind.EXPORTER, "out")
        .host()
        .report(new StatusReport(ComponentStatus.FATAL_ERROR, "gone"));
    assertThat(fatal).containsExactly("exporter out: gone");
    graph.stop(System.nanoTime());
  }
}
