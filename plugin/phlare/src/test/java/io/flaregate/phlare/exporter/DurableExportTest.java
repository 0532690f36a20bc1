package io.flaregate.phlare.exporter;

import static io.flaregate.phlare.exporter.ExporterRig.outcomes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.phlare.testing.ConfigDraft;
import io.flaregate.phlare.testing.FakeDistributor;
import io.flaregate.phlare.testing.FakeIngester;
import io.flaregate.phlare.testing.PushedSeries;
import io.flaregate.phlare.testing.TestProfiles;
import io.flaregate.spi.admin.PageRequest;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.TestHost;
import io.flaregate.spi.testing.TestSettings;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableExportTest {
  @TempDir private Path temp;

  private final List<FakeIngester> ingesters = new ArrayList<>();

  @BeforeEach
  void start() {
    for (int i = 0; i < 3; i++) {
      ingesters.add(FakeIngester.start());
    }
  }

  @AfterEach
  void stop() {
    ingesters.forEach(FakeIngester::release);
    ingesters.forEach(FakeIngester::close);
  }

  private ConfigDraft draft() {
    return new ConfigDraft()
        .ring(3, ingesters.stream().map(FakeIngester::address).toList())
        .durable(temp.resolve("wal"), Duration.ofMillis(50));
  }

  private static double waiting(ExporterRig rig) {
    return rig.meter().value("flaregate_wal_records", "phlare");
  }

  private static void awaitDelivered(ExporterRig rig) {
    Await.until("everything is delivered", () -> waiting(rig) == 0);
  }

  @Test
  void whatTheLogHasIsStoredAndDeliveredToAllReplicas() {
    try (ExporterRig rig = ExporterRig.of(draft())) {
      assertThat(rig.write(TestProfiles.services(5))).isEqualTo(ConsumeResult.stored(5));
      awaitDelivered(rig);
      rig.awaitNothingInFlight();
      for (FakeIngester each : ingesters) {
        assertThat(each.series())
            .extracting(PushedSeries::service)
            .containsExactlyInAnyOrder(
                ingesters.get(0).series().stream()
                    .map(PushedSeries::service)
                    .toArray(String[]::new));
        assertThat(each.series()).hasSize(5);
        assertThat(each.pushes().get(0).tenant()).isEqualTo(ExporterRig.TENANT);
      }
      Await.until(
          "deliveries are counted",
          () -> rig.meter().value("flaregate_wal_delivered_total", "phlare") == 5);
      assertThat(rig.meter().recorded("flaregate_wal_append_seconds", "phlare")).isEqualTo(1);
    }
  }

  @Test
  void withoutQuorumItIsStillStoredAndDeliveredOnceIngestersAreBack() {
    ingesters.forEach(each -> each.answer(Status.UNAVAILABLE.withDescription("restarting")));
    try (ExporterRig rig = ExporterRig.of(draft())) {
      assertThat(rig.write(TestProfiles.services(3))).isEqualTo(ConsumeResult.stored(3));
      ingesters.get(0).awaitPushes(2);
      assertThat(waiting(rig)).isEqualTo(3);
      ingesters.forEach(each -> each.answer(Status.OK));
      awaitDelivered(rig);
      assertThat(rig.meter().value("flaregate_wal_retries_total", "phlare")).isPositive();
    }
  }

  @Test
  void anEmptyRingIsNoReasonToRefuse() {
    ConfigDraft draft =
        new ConfigDraft()
            .inMemoryRing(3, "empty-" + temp.getFileName() + "/")
            .durable(temp.resolve("wal"), Duration.ofMillis(50));
    try (ExporterRig rig = ExporterRig.of(draft)) {
      assertThat(rig.write(TestProfiles.services(2))).isEqualTo(ConsumeResult.stored(2));
      assertThat(waiting(rig)).isEqualTo(2);
    }
    try (ExporterRig rig = ExporterRig.of(draft())) {
      awaitDelivered(rig);
      assertThat(ingesters.get(0).series()).hasSize(2);
    }
  }

  @Test
  void whatWaitsSurvivesARestartAndIsDeliveredByTheNextRun() {
    ingesters.forEach(each -> each.answer(Status.UNAVAILABLE));
    try (ExporterRig rig = ExporterRig.of(draft())) {
      assertThat(rig.write(TestProfiles.services(4))).isEqualTo(ConsumeResult.stored(4));
    }
    ingesters.forEach(each -> each.answer(Status.OK));
    try (ExporterRig rig = ExporterRig.of(draft())) {
      awaitDelivered(rig);
      rig.awaitNothingInFlight();
      assertThat(ingesters.get(1).series().stream().map(PushedSeries::id).distinct()).hasSize(4);
    }
    try (ExporterRig rig = ExporterRig.of(draft())) {
      assertThat(rig.write(TestProfiles.services(1))).isEqualTo(ConsumeResult.stored(1));
      awaitDelivered(rig);
    }
  }

  @Test
  void whatIngestersRefuseForGoodBecomesADeadLetter() {
    ingesters.forEach(
        each -> each.answer(Status.INVALID_ARGUMENT.withDescription("no such thing")));
    try (ExporterRig rig = ExporterRig.of(draft())) {
      assertThat(rig.write(TestProfiles.services(2))).isEqualTo(ConsumeResult.stored(2));
      awaitDelivered(rig);
      assertThat(rig.meter().value("flaregate_wal_dead_records", "phlare")).isEqualTo(2);
      assertThat(rig.meter().value("flaregate_wal_dead_total", "phlare", "refused_by_ingesters"))
          .isEqualTo(2);
    }
  }

  @Test
  void afterMaxElapsedTimeItBecomesADeadLetter() {
    ingesters.forEach(each -> each.answer(Status.UNAVAILABLE));
    try (ExporterRig rig = ExporterRig.of(draft().maxElapsed(Duration.ofMillis(1)))) {
      assertThat(rig.write(TestProfiles.services(1))).isEqualTo(ConsumeResult.stored(1));
      awaitDelivered(rig);
      assertThat(rig.meter().value("flaregate_wal_dead_total", "phlare", "expired")).isEqualTo(1);
    }
  }

  @Test
  void oneTenantsTroubleHoldsUpNoOther() {
    try (FakeDistributor distributor = new FakeDistributor();
        ExporterRig rig =
            ExporterRig.of(
                new ConfigDraft()
                    .endpoint(distributor.url())
                    .timeouts(Duration.ofSeconds(20))
                    .durable(temp.resolve("wal"), Duration.ofMillis(50)))) {
      assertThat(rig.write(TestProfiles.services(3))).isEqualTo(ConsumeResult.stored(3));
      for (int i = 0; i < 20; i++) {
        RequestContext context = RequestContext.of("tenant-" + i, 1);
        assertThat(Await.result(rig.send(TestProfiles.services(1), context)))
            .isEqualTo(ConsumeResult.stored(1));
      }
      awaitDelivered(rig);
      assertThat(distributor.requests()).hasSizeGreaterThanOrEqualTo(21);
    }
  }

  @Test
  void cumulativeSeriesArriveInOrder() {
    try (ExporterRig rig = ExporterRig.of(draft())) {
      for (int i = 0; i < 30; i++) {
        TestProfiles profiles = new TestProfiles();
        profiles
            .row(Map.of("__name__", "memory", "service_name", "svc"))
            .type("alloc_space", "bytes")
            .time(TestProfiles.TIME + i * 1_000_000_000L)
            .sample("f", i + 1);
        assertThat(rig.write(profiles.build())).isEqualTo(ConsumeResult.stored(1));
      }
      awaitDelivered(rig);
      rig.awaitNothingInFlight();
      assertThat(ingesters.get(0).series()).extracting(series -> series.pprof().sum()).isSorted();
    }
  }

  @Test
  void aDirectoryThatVanishesAnswersUnavailableAndRecovers() throws IOException {
    ingesters.forEach(each -> each.answer(Status.UNAVAILABLE));
    try (ExporterRig rig = ExporterRig.of(draft())) {
      assertThat(rig.write(TestProfiles.services(1))).isEqualTo(ConsumeResult.stored(1));
      try (Stream<Path> files = Files.list(temp.resolve("wal"))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Files.delete(file);
        }
      }
      ConsumeResult refused = rig.write(TestProfiles.services(1));
      assertThat(outcomes(refused)).containsOnly(Outcome.TRANSIENT);
      assertThat(Answer.of(refused).kind()).isEqualTo(Answer.Kind.UNAVAILABLE);
      assertThat(refused.retryDelay()).isEqualTo(Outcomes.NOT_LOGGED_DELAY);
      assertThat(refused.details().get(0).message())
          .isEqualTo("the write-ahead log cannot be written at present");
      assertThat(rig.write(TestProfiles.services(1))).isEqualTo(ConsumeResult.stored(1));
      ingesters.forEach(each -> each.answer(Status.OK));
      awaitDelivered(rig);
      // The first may have been on its way already, with its bytes in memory.
      Await.until(
          "each is delivered or counted as lost",
          () ->
              rig.meter().value("flaregate_wal_damaged_records_total", "phlare")
                      + rig.meter().value("flaregate_wal_delivered_total", "phlare")
                  == 2);
    }
  }

  @Test
  void aSecondGatewayOnTheDirectoryDoesNotStart() throws ComponentException {
    try (ExporterRig rig = ExporterRig.of(draft());
        TestSettings settings = new TestSettings("phlare/second")) {
      var second = new PhlareExporterFactory().create(settings.settings(), draft().build());
      assertThatThrownBy(() -> second.start(new TestHost()))
          .isInstanceOf(ComponentException.class)
          .hasMessageContaining("exporter phlare/second: wal.directory: directory ")
          .hasMessageContaining("is in use by process " + ProcessHandle.current().pid());
      second.shutdown();
      assertThat(waiting(rig)).isZero();
    }
  }

  @Test
  void thePageTellsWhatWaits() {
    ingesters.forEach(each -> each.answer(Status.UNAVAILABLE.withDescription("<b>down</b>")));
    try (ExporterRig rig = ExporterRig.of(draft())) {
      assertThat(rig.write(TestProfiles.services(3))).isEqualTo(ConsumeResult.stored(3));
      ingesters.get(0).awaitPushes(2);
      var page =
          rig.settings.pages().stream()
              .filter(each -> each.path().equals("/queue"))
              .findFirst()
              .orElseThrow();
      String json = page.handler().handle(new PageRequest("GET", Map.of(), true, "")).body();
      assertThat(json).contains("\"records\":3").contains("\"tenant\":\"team-a\"");
      String html = page.handler().handle(new PageRequest("GET", Map.of(), false, "")).body();
      assertThat(html).contains("team-a").doesNotContain("<b>");
    }
  }
}
