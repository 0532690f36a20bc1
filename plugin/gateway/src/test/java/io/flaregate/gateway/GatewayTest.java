package io.flaregate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.gateway.testing.TestComponent;
import io.flaregate.gateway.testing.TestPlugin;
import io.flaregate.spi.admin.Page;
import io.flaregate.spi.admin.PageResponse;
import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.ComponentKind;
import io.flaregate.spi.component.ComponentStatus;
import io.flaregate.spi.component.StatusReport;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.SampleProfiles;
import io.flaregate.spi.testing.ThreadWatch;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class GatewayTest {
  private static final String CONFIG =
      """
      receivers: {in: }
      processors: {split: }
      exporters: {store: }
      extensions: {aid: }
      service:
        extensions: [aid]
        pipelines:
          profiles:
            receivers: [in]
            processors: [split]
            exporters: [store]
        admin: {endpoint: "localhost:0"}
      """;

  private final TestPlugin plugin = new TestPlugin();

  private Gateway gateway(String config, String... overrides) throws Exception {
    GatewayBuilder builder = Gateway.builder().plugin(plugin).configText("gateway.yaml", config);
    for (String each : overrides) {
      builder.set(each);
    }
    return builder.build();
  }

  private static TestComponent receiver(Gateway gateway) {
    return gateway
        .component(ComponentKind.RECEIVER, ComponentId.parse("in"), TestComponent.class)
        .orElseThrow();
  }

  private static HttpResponse<String> get(Gateway gateway, String path)
      throws IOException, InterruptedException {
    InetSocketAddress admin = gateway.adminAddress().orElseThrow();
    URI uri = URI.create("http://localhost:" + admin.getPort() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void carriesProfilesFromReceiverToExporter() throws Exception {
    try (Gateway gateway = gateway(CONFIG)) {
      gateway.start();
      assertThat(gateway.ready()).isTrue();
      assertThat(Await.result(receiver(gateway).receive(SampleProfiles.withRows(3))).size())
          .isEqualTo(3);
      assertThat(plugin.journal().lines("consume"))
          .containsExactly("consume processor split", "consume exporter store");
    }
  }

  @Test
  void startsExtensionsFirstThenFromTheEndAndStopsTheOtherWayRound() throws Exception {
    try (Gateway gateway = gateway(CONFIG)) {
      gateway.start();
      assertThat(plugin.journal().lines("start"))
          .containsExactly(
              "start extension aid",
              "start exporter store",
              "start processor split",
              "start receiver in");
    }
    assertThat(plugin.journal().lines("shutdown"))
        .containsExactly(
            "shutdown receiver in",
            "shutdown processor split",
            "shutdown exporter store",
            "shutdown extension aid");
  }

  @Test
  void closingWithoutAStartShutsDownWhatWasMadeAndIsSafeTwice() throws Exception {
    Gateway gateway = gateway(CONFIG);
    gateway.close();
    gateway.close();
    assertThat(plugin.journal().lines("start")).isEmpty();
    assertThat(plugin.journal().lines("shutdown")).hasSize(4);
    assertThatThrownBy(gateway::start).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void leavesNoThreadBehind() throws Exception {
    ThreadWatch threads = new ThreadWatch();
    try (Gateway gateway = gateway(CONFIG)) {
      gateway.start();
      gateway.metrics();
      receiver(gateway).settings().workers().execute(() -> {});
    }
    threads.assertNoneLeft();
  }

  @Test
  void aComponentThatDoesNotStartStopsTheOthersAndIsNamed() throws Exception {
    Gateway gateway = gateway(CONFIG, "processors::split::fail=start");
    assertThatThrownBy(gateway::start)
        .isInstanceOf(GatewayException.class)
        .hasMessage("processor split of profiles does not start: was told to fail at start");
    assertThat(plugin.journal().lines("start")).doesNotContain("start receiver in");
    assertThat(plugin.journal().lines("shutdown"))
        .contains("shutdown exporter store", "shutdown extension aid");
    assertThat(gateway.ready()).isFalse();
  }

  @Test
  void anAdminEndpointThatIsTakenIsNamed() throws Exception {
    try (Gateway first = gateway(CONFIG)) {
      first.start();
      int port = first.adminAddress().orElseThrow().getPort();
      try (Gateway second = gateway(CONFIG, "service::admin::endpoint=localhost:" + port)) {
        assertThatThrownBy(second::start)
            .isInstanceOf(GatewayException.class)
            .hasMessageStartingWith(
                "service::admin::endpoint: cannot listen on localhost:" + port + ": ");
      }
    }
  }

  @Test
  void isReadyOnlyWhileEveryComponentIsWell() throws Exception {
    try (Gateway gateway = gateway(CONFIG)) {
      gateway.start();
      assertThat(get(gateway, "/ready").statusCode()).isEqualTo(200);
      receiver(gateway).host().report(StatusReport.recoverable("no ring <yet>"));
      assertThat(gateway.ready()).isFalse();
      HttpResponse<String> response = get(gateway, "/ready");
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.body()).contains("receiver in: RECOVERABLE_ERROR: no ring <yet>");
      assertThat(get(gateway, "/").body())
          .contains("no ring &lt;yet&gt;")
          .contains("in → split → store");
      receiver(gateway).host().report(StatusReport.ok());
      assertThat(get(gateway, "/ready").statusCode()).isEqualTo(200);
      assertThat(gateway.statuses()).containsKey("processor split of profiles");
    }
  }

  @Test
  void aFatalErrorAsksForTheEnd() throws Exception {
    try (Gateway gateway = gateway(CONFIG)) {
      gateway.start();
      receiver(gateway)
          .host()
          .report(new StatusReport(ComponentStatus.FATAL_ERROR, "the disk is gone"));
      assertThat(Await.result(gateway.fatal()))
          .isEqualTo("receiver in cannot go on: the disk is gone");
      assertThat(gateway.ready()).isFalse();
    }
  }

  @Test
  void servesMetricsAndPagesOfComponents() throws Exception {
    try (Gateway gateway = gateway(CONFIG)) {
      receiver(gateway).settings().meter().counter("otelcol_test", "help").increment();
      receiver(gateway)
          .settings()
          .pages()
          .add(new Page("/hello", "Hello", request -> PageResponse.text(200, "hi")));
      gateway.start();
      assertThat(gateway.metrics()).contains("\notelcol_test 1.0\n");
      assertThat(get(gateway, "/metrics").body()).contains("\notelcol_test 1.0\n");
      assertThat(get(gateway, "/hello").body()).isEqualTo("hi");
    }
  }

  @Test
  void runsExtensionsWithoutPipelines() throws Exception {
    String config =
        """
        extensions: {aid: }
        service: {extensions: [aid], admin: {endpoint: ""}}
        """;
    try (Gateway gateway = gateway(config)) {
      gateway.start();
      assertThat(gateway.ready()).isTrue();
      assertThat(gateway.adminAddress()).isEmpty();
    }
  }

  @Test
  void startedExtensionsAreThereForComponents() throws Exception {
    try (Gateway gateway = gateway(CONFIG)) {
      gateway.start();
      TestComponent aid =
          gateway
              .component(ComponentKind.EXTENSION, ComponentId.parse("aid"), TestComponent.class)
              .orElseThrow();
      assertThat(receiver(gateway).host().extension(ComponentId.parse("aid"), TestComponent.class))
          .contains(aid);
      assertThat(receiver(gateway).host().extension(ComponentId.parse("aid"), String.class))
          .isEmpty();
      assertThat(
              receiver(gateway)
                  .host()
                  .extension(ComponentId.parse("aid/other"), TestComponent.class))
          .isEmpty();
    }
  }

  @Test
  void aConsumerThatThrowsIsAnInternalErrorOfTheRequest() throws Exception {
    try (Gateway gateway = gateway(CONFIG, "exporters::store::fail=consume")) {
      gateway.start();
      assertThat(
              Await.result(receiver(gateway).receive(SampleProfiles.withRows(2)))
                  .count(Outcome.TRANSIENT))
          .isEqualTo(2);
    }
  }

  @Test
  void severalGatewaysRunInOneProcess() throws Exception {
    try (Gateway one = gateway(CONFIG);
        Gateway other = gateway(CONFIG)) {
      one.start();
      other.start();
      receiver(one).settings().meter().counter("otelcol_test", "help").increment();
      assertThat(other.metrics()).doesNotContain("otelcol_test 1.0");
      assertThat(one.adminAddress()).isNotEqualTo(other.adminAddress());
    }
  }

  @Test
  void theShutdownDeadlineIsThatOfTheConfiguration() throws Exception {
    Gateway gateway = gateway(CONFIG, "service::shutdown_timeout=1h");
    gateway.start();
    assertThat(receiver(gateway).host().shutdownDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    long before = System.nanoTime();
    gateway.close();
    long left = receiver(gateway).host().shutdownDeadlineNanos() - before;
    assertThat(left).isBetween(3_590_000_000_000L, 3_610_000_000_000L);
  }
}
