package io.flaregate.phlare.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.config.Compression;
import io.flaregate.phlare.testing.FakeIngester;
import io.flaregate.phlare.testing.PushedSeries;
import io.flaregate.phlare.testing.TestProfiles;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.testing.Await;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How many pushes a request becomes. */
class BatchingExportTest {

  @Test
  void twentyProfilesMakeThreePushesWithThreeIngesters() {
    try (ExporterRig rig = ExporterRig.ring(3, 3)) {
      assertThat(rig.write(TestProfiles.services(20))).isEqualTo(ConsumeResult.stored(20));
      for (FakeIngester ingester : rig.ingesters) {
        ingester.awaitPushes(1);
        assertThat(ingester.pushes()).hasSize(1);
        assertThat(ingester.series())
            .extracting(PushedSeries::service)
            .doesNotHaveDuplicates()
            .hasSize(20);
      }
      rig.awaitNothingInFlight();
      String batches = "pyroscope_distributor_push_batch_series";
      assertThat(rig.meter().recorded(batches, ExporterRig.TENANT)).isEqualTo(3);
      assertThat(rig.meter().value(batches, ExporterRig.TENANT)).isEqualTo(60);
    }
  }

  @Test
  void requestBeyondPushMaxBytesIsSplitBetweenSeriesIntoAsFewPushesAsThatNeeds() {
    Profiles profiles = large(6, 1000);
    try (ExporterRig rig = ExporterRig.ring(1, 1)) {
      rig.write(profiles);
      assertThat(rig.ingester(0).pushes()).hasSize(1);
      int plain = rig.ingester(0).series().get(0).plainProfile().length;
      try (ExporterRig split =
          ExporterRig.ring(1, 1, draft -> draft.pushMaxBytes(2L * plain + plain / 2))) {
        assertThat(split.write(profiles)).isEqualTo(ConsumeResult.stored(6));
        assertThat(split.ingester(0).pushes()).hasSize(3);
        assertThat(split.ingester(0).series())
            .extracting(PushedSeries::service)
            .containsExactlyInAnyOrderElementsOf(
                rig.ingester(0).series().stream().map(PushedSeries::service).toList());
      }
    }
  }

  @Test
  void seriesLargerThanAPushGoesAloneAndWhole() {
    try (ExporterRig rig = ExporterRig.ring(1, 1, draft -> draft.pushMaxBytes(1024))) {
      assertThat(rig.write(large(2, 1000))).isEqualTo(ConsumeResult.stored(2));
      assertThat(rig.ingester(0).pushes()).hasSize(2);
      assertThat(rig.ingester(0).series())
          .allSatisfy(series -> assertThat(series.pprof().samples()).isEqualTo(1000));
    }
  }

  @Test
  void atMostTwoHundredAndFiftySixSeriesAreInOnePush() {
    try (ExporterRig rig = ExporterRig.ring(1, 1)) {
      assertThat(rig.write(TestProfiles.services(600))).isEqualTo(ConsumeResult.stored(600));
      assertThat(rig.ingester(0).pushes())
          .extracting(push -> push.series().size())
          .containsExactlyInAnyOrder(256, 256, 88);
    }
  }

  @Test
  void atMostFourPushesOfARequestAreUnderWayAtOneIngester() {
    try (ExporterRig rig = ExporterRig.ring(1, 1, draft -> draft.pushMaxBytes(1024))) {
      FakeIngester ingester = rig.ingester(0).hold();
      CompletableFuture<ConsumeResult> result = rig.send(large(6, 1000));
      ingester.awaitPushes(4);
      ingester.releaseOne();
      ingester.awaitPushes(5);
      // Nothing more can come before another answer: the fifth was sent in place of the first.
      assertThat(ingester.pushes()).hasSize(5);
      assertThat(result).isNotDone();
      ingester.release();
      assertThat(Await.result(result)).isEqualTo(ConsumeResult.stored(6));
      assertThat(ingester.pushes()).hasSize(6);
    }
  }

  @Test
  void pprofsAreGzipUnlessCompressionIsOff() {
    try (ExporterRig gzip = ExporterRig.ring(1, 1);
        ExporterRig none = ExporterRig.ring(1, 1, draft -> draft.compression(Compression.NONE))) {
      gzip.write(large(1, 100));
      none.write(large(1, 100));
      PushedSeries compressed = gzip.ingester(0).series().get(0);
      PushedSeries plain = none.ingester(0).series().get(0);
      assertThat(compressed.profile()).startsWith(0x1f, 0x8b);
      assertThat(plain.profile()).isEqualTo(compressed.plainProfile());
      assertThat(plain.id()).isEqualTo(compressed.id());
    }
  }

  @Test
  void idIsTheSameAtEveryTryAndAnotherForAnotherTenantTimeOrContent() {
    try (ExporterRig rig = ExporterRig.ring(1, 1)) {
      rig.write(TestProfiles.services(1));
      rig.write(TestProfiles.services(1));
      TestProfiles later = new TestProfiles();
      later.cpu("service-0").sample("main", 1).time(TestProfiles.TIME + 1);
      rig.write(later.build());
      TestProfiles other = new TestProfiles();
      other.cpu("service-0").sample("main", 2);
      rig.write(other.build());
      List<String> ids = rig.ingester(0).series().stream().map(PushedSeries::id).toList();
      assertThat(ids.get(1)).isEqualTo(ids.get(0));
      assertThat(ids.subList(1, 4)).doesNotHaveDuplicates();
    }
  }

  /** So many series with so many samples each. */
  private static Profiles large(int series, int samples) {
    TestProfiles all = new TestProfiles();
    for (int i = 0; i < series; i++) {
      TestProfiles.Row row = all.row(Map.of("__name__", "cpu", "service_name", "s" + i));
      for (int sample = 0; sample < samples; sample++) {
        row.sample("function-" + sample, 1 + sample);
      }
    }
    return all.build();
  }
}
