package io.flaregate.phlare.exporter;

import static io.flaregate.phlare.exporter.ExporterRig.outcomes;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.testing.PushedSeries;
import io.flaregate.phlare.testing.ReadPprof;
import io.flaregate.phlare.testing.TestProfiles;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which rows become one series. */
class MergeExportTest {
  private static final long SECOND = 1_000_000_000L;

  private static List<PushedSeries> pushed(TestProfiles profiles) {
    try (ExporterRig rig = ExporterRig.ring(1, 1)) {
      ConsumeResult result = rig.write(profiles.build());
      assertThat(outcomes(result)).containsOnly(Outcome.STORED);
      int merged = result.size() - rig.ingester(0).series().size();
      assertThat(rig.meter().value("flaregate_series_merged_total")).isEqualTo(merged);
      return rig.ingester(0).series();
    }
  }

  @Test
  void rowsWithOneMergeKeyBecomeOneSeriesFromTheFirstStartToTheLastEnd() {
    TestProfiles profiles = new TestProfiles();
    profiles.cpu("a").sample("main", 5).time(TestProfiles.TIME + 900_000).duration(10 * SECOND);
    profiles.cpu("b").sample("main", 100);
    profiles.cpu("a").sample("idle", 7).time(TestProfiles.TIME + 100_000).duration(SECOND);
    List<PushedSeries> series = pushed(profiles);
    assertThat(series).extracting(PushedSeries::service).containsExactlyInAnyOrder("a", "b");
    ReadPprof merged =
        series.stream()
            .filter(each -> each.service().equals("a"))
            .findFirst()
            .orElseThrow()
            .pprof();
    assertThat(merged.sum()).isEqualTo(12);
    assertThat(merged.samples()).isEqualTo(2);
    assertThat(merged.timeNanos()).isEqualTo(TestProfiles.TIME + 100_000);
    assertThat(merged.durationNanos()).isEqualTo(10 * SECOND + 800_000);
  }

  @Test
  void outcomeOfAMergedSeriesGoesToEachOfItsRows() {
    TestProfiles profiles = new TestProfiles();
    profiles.cpu("a").sample("main", 5);
    profiles.cpu("a").sample("main", 6);
    try (ExporterRig rig = ExporterRig.ring(1, 1)) {
      rig.ingester(0).answer(Status.RESOURCE_EXHAUSTED.withDescription("series limit"));
      ConsumeResult result = rig.write(profiles.build());
      assertThat(outcomes(result)).containsExactly(Outcome.LIMITED, Outcome.LIMITED);
      assertThat(result.details()).extracting(detail -> detail.row()).containsExactly(0, 1);
    }
  }

  @Test
  void labelsThatTheFingerprintLeavesOutDoNotKeepRowsApart() {
    TestProfiles profiles = new TestProfiles();
    profiles.cpu("a").sample("main", 1).label("__delta__", "false").label("__otel__", "true");
    profiles.cpu("a").sample("main", 2).label("__order__", "enforced");
    profiles.cpu("a").sample("main", 4);
    assertThat(pushed(profiles)).hasSize(1);
  }

  @Test
  void anotherMillisecondTypeUnitPeriodOrLabelKeepsRowsApart() {
    TestProfiles profiles = new TestProfiles();
    profiles.cpu("a").sample("main", 1);
    profiles.cpu("a").sample("main", 1).time(TestProfiles.TIME + 1_000_000);
    profiles.cpu("a").sample("main", 1).type("samples", "nanoseconds");
    profiles.cpu("a").sample("main", 1).type("cpu", "count");
    profiles.cpu("a").sample("main", 1).periodType("wall");
    profiles.cpu("a").sample("main", 1).label("pod", "x");
    assertThat(pushed(profiles)).hasSize(6);
  }

  @Test
  void mutexAndBlockProfilesOfOneServiceAndTimeStayApart() {
    TestProfiles profiles = new TestProfiles();
    for (String name : List.of("mutex", "block")) {
      profiles
          .row(Map.of("__name__", name, "service_name", "shop"))
          .type("delay", "nanoseconds")
          .periodType("contentions")
          .sample("lock", 10);
    }
    assertThat(pushed(profiles))
        .extracting(series -> series.labels().get("__name__"))
        .containsExactlyInAnyOrder("mutex", "block");
  }

  @Test
  void cumulativeSeriesAreNeverMerged() {
    TestProfiles profiles = new TestProfiles();
    Map<String, String> labels = Map.of("__name__", "memory", "service_name", "shop");
    profiles.row(labels).type("alloc_space", "bytes").sample("main", 1);
    profiles.row(labels).type("alloc_space", "bytes").sample("main", 2);
    assertThat(pushed(profiles)).hasSize(2);
  }

  @Test
  void memorySeriesThatAreDeltasOrHoldNoAllocationsAreMerged() {
    TestProfiles profiles = new TestProfiles();
    Map<String, String> labels = Map.of("__name__", "memory", "service_name", "shop");
    profiles.row(labels).type("alloc_space", "bytes").label("__delta__", "false").sample("f", 1);
    profiles.row(labels).type("alloc_space", "bytes").label("__delta__", "false").sample("f", 2);
    profiles.row(labels).type("inuse_space", "bytes").sample("f", 4);
    profiles.row(labels).type("inuse_space", "bytes").sample("f", 8);
    assertThat(pushed(profiles)).hasSize(2);
  }

  @Test
  void rowWithoutATimeIsOfTheTimeOfReceipt() {
    TestProfiles profiles = new TestProfiles();
    profiles.cpu("a").sample("main", 1).time(0);
    assertThat(pushed(profiles).get(0).pprof().timeNanos()).isEqualTo(1);
  }
}
