package io.flaregate.phlare.exporter;

import static io.flaregate.phlare.exporter.ExporterRig.outcomes;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.config.SameMillisecond;
import io.flaregate.phlare.testing.ConfigDraft;
import io.flaregate.phlare.testing.PushedSeries;
import io.flaregate.phlare.testing.ReadPprof;
import io.flaregate.phlare.testing.TestProfiles;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.testing.Await;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Profiles of one series and millisecond that come in several requests. */
class SameMillisecondExportTest {
  private static final long MILLI = 1_000_000;

  private static Profiles cpu(String... functions) {
    TestProfiles profiles = new TestProfiles();
    for (String function : functions) {
      profiles.cpu("a").sample(function, 5);
    }
    return profiles.build();
  }

  private static ExporterRig rig() {
    return rig(draft -> draft);
  }

  private static ExporterRig rig(UnaryOperator<ConfigDraft> options) {
    return ExporterRig.ring(1, 1, options);
  }

  private static List<Long> times(ExporterRig rig) {
    return pprofs(rig).stream().map(ReadPprof::timeNanos).toList();
  }

  private static List<ReadPprof> pprofs(ExporterRig rig) {
    return rig.ingester(0).series().stream().map(PushedSeries::pprof).toList();
  }

  private static double count(ExporterRig rig, String action) {
    return rig.meter().value("flaregate_same_millisecond_profiles_total", action);
  }

  private static void assertStored(ConsumeResult result) {
    assertThat(outcomes(result)).containsOnly(Outcome.STORED);
  }

  @Test
  void retryHasTheTimeThatItHadAndAnotherProfileMoves() {
    try (ExporterRig rig = rig()) {
      assertStored(rig.write(cpu("main")));
      assertStored(rig.write(cpu("idle")));
      assertStored(rig.write(cpu("main")));
      assertStored(rig.write(cpu("idle")));
      List<Long> times = times(rig);
      long moved = times.get(1);
      assertThat(moved - TestProfiles.TIME).isBetween(MILLI, 8 * MILLI);
      assertThat(times).containsExactly(TestProfiles.TIME, moved, TestProfiles.TIME, moved);
      assertThat(count(rig, "moved")).isEqualTo(1);
      assertThat(count(rig, "retried")).isEqualTo(2);
    }
  }

  @Test
  void retryIsTheSamePprofUnderTheSameId() {
    try (ExporterRig rig = rig()) {
      assertStored(rig.write(cpu("other")));
      assertStored(rig.write(cpu("main", "idle")));
      assertStored(rig.write(cpu("main", "idle")));
      List<PushedSeries> series = rig.ingester(0).series();
      assertThat(series.get(2).id()).isEqualTo(series.get(1).id());
      assertThat(series.get(2).profile()).isEqualTo(series.get(1).profile());
    }
  }

  @Test
  void ofABatchOnlyWhatIsNotStoredIsSent() {
    try (ExporterRig rig = rig()) {
      assertStored(rig.write(cpu("main")));
      assertStored(rig.write(cpu("main", "idle")));
      assertThat(pprofs(rig)).extracting(ReadPprof::samples).containsExactly(1, 1);
      assertThat(times(rig).get(1)).isGreaterThan(TestProfiles.TIME);
      assertThat(count(rig, "left_out")).isEqualTo(1);
      // Now everything is stored, in two places.
      assertStored(rig.write(cpu("idle", "main")));
      assertThat(pprofs(rig)).hasSize(2);
    }
  }

  @Test
  void failedProfileIsRetriedAtItsTimeAndKeepsItFromOthers() {
    try (ExporterRig rig = rig()) {
      rig.ingester(0).answer(Status.UNAVAILABLE);
      assertThat(outcomes(rig.write(cpu("main")))).containsExactly(Outcome.TRANSIENT);
      rig.ingester(0).answer(Status.OK);
      assertStored(rig.write(cpu("idle")));
      assertStored(rig.write(cpu("main")));
      List<Long> times = times(rig);
      assertThat(times.get(1)).isGreaterThan(TestProfiles.TIME);
      assertThat(times.get(2)).isEqualTo(TestProfiles.TIME);
    }
  }

  @Test
  void requestUnderWayHasItsMillisecondForItself() {
    try (ExporterRig rig = rig()) {
      rig.ingester(0).hold();
      CompletableFuture<ConsumeResult> first = rig.send(cpu("main", "idle"));
      rig.ingester(0).awaitPushes(1);
      CompletableFuture<ConsumeResult> other = rig.send(cpu("other"));
      rig.ingester(0).awaitPushes(2);
      ConsumeResult part = rig.write(cpu("main"));
      assertThat(outcomes(part)).containsExactly(Outcome.TRANSIENT);
      assertThat(part.retryDelay()).isPositive();
      rig.ingester(0).release();
      assertStored(Await.result(first));
      assertStored(Await.result(other));
      assertThat(times(rig)).doesNotHaveDuplicates();
      assertStored(rig.write(cpu("main")));
      assertThat(pprofs(rig)).hasSize(2);
    }
  }

  @Test
  void requestOfWhichNothingWasSentLeavesItsMillisecondFree() {
    try (ExporterRig rig = rig(draft -> draft.pushMaxBytes(1024).inflightMaxBytes(1024))) {
      TestProfiles large = new TestProfiles();
      TestProfiles.Row row = large.cpu("a");
      for (int i = 0; i < 2000; i++) {
        row.sample("function-" + i * 7919L, i + 1);
      }
      assertThat(outcomes(rig.write(large.build()))).containsExactly(Outcome.REJECTED);
      assertStored(rig.write(cpu("main")));
      assertThat(times(rig)).containsExactly(TestProfiles.TIME);
    }
  }

  @Test
  void profileWithoutATimeHasThatOfItsFirstReceipt() {
    try (ExporterRig rig = rig()) {
      for (long received : new long[] {1_000, 2_000, 3_000}) {
        long seconds = received * 1_000_000_000L;
        TestProfiles profiles = new TestProfiles();
        // The processor puts the time of receipt where there is none.
        profiles.cpu("a").sample("main", 5).time(received == 2_000 ? 0 : seconds);
        RequestContext context = RequestContext.of(ExporterRig.TENANT, seconds);
        assertStored(Await.result(rig.send(profiles.build(), context)));
      }
      assertThat(times(rig)).containsOnly(1_000_000_000_000L).hasSize(3);
    }
  }

  @Test
  void cumulativeSeriesAreLeftAlone() {
    try (ExporterRig rig = rig()) {
      for (int value : new int[] {1, 2, 2}) {
        TestProfiles profiles = new TestProfiles();
        profiles
            .row(Map.of("__name__", "memory", "service_name", "shop"))
            .type("alloc_space", "bytes")
            .sample("main", value);
        assertStored(rig.write(profiles.build()));
      }
      assertThat(times(rig)).containsOnly(TestProfiles.TIME).hasSize(3);
    }
  }

  @Test
  void profileIdTellsARetryWhateverElseItSays() {
    try (ExporterRig rig = rig()) {
      for (long id : new long[] {7, 8, 7}) {
        TestProfiles profiles = new TestProfiles();
        profiles.cpu("a").sample("main", 5).profileId(id);
        assertStored(rig.write(profiles.build()));
      }
      List<Long> times = times(rig);
      assertThat(times.get(1)).isGreaterThan(times.get(0));
      assertThat(times.get(2)).isEqualTo(times.get(0));
    }
  }

  @Test
  void otherTenantsAreApart() {
    try (ExporterRig rig = rig()) {
      assertStored(rig.write(cpu("main")));
      assertStored(Await.result(rig.send(cpu("idle"), RequestContext.of("team-b", 1))));
      assertThat(times(rig)).containsOnly(TestProfiles.TIME);
    }
  }

  @Test
  void keptTimesAreCounted() {
    try (ExporterRig rig = rig(draft -> draft.sameMillisecond(SameMillisecond.KEEP))) {
      assertStored(rig.write(cpu("main")));
      assertStored(rig.write(cpu("main", "idle")));
      assertThat(times(rig)).containsOnly(TestProfiles.TIME).hasSize(2);
      assertThat(count(rig, "kept")).isEqualTo(2);
    }
  }

  @Test
  void withoutMemoryNothingIsMovedOrCounted() {
    try (ExporterRig rig = rig(draft -> draft.sameMillisecondMaxBytes(0))) {
      assertStored(rig.write(cpu("main")));
      assertStored(rig.write(cpu("idle")));
      assertThat(times(rig)).containsOnly(TestProfiles.TIME).hasSize(2);
    }
  }
}
