package io.flaregate.phlare.exporter;

import static io.flaregate.phlare.exporter.ExporterRig.outcomes;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.config.Compression;
import io.flaregate.phlare.testing.ConfigDraft;
import io.flaregate.phlare.testing.TestProfiles;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The bound on bytes in flight. */
class BudgetExportTest {
  private static final int BUDGET = 40_000;

  /** One series of about 10,000 bytes. */
  private static Profiles tenThousandBytes(String service) {
    TestProfiles one = new TestProfiles();
    one.cpu(service).sample("f".repeat(10_000), 1);
    return one.build();
  }

  private static ConfigDraft small(ConfigDraft draft) {
    return draft.inflightMaxBytes(BUDGET).pushMaxBytes(BUDGET).compression(Compression.NONE);
  }

  @Test
  void requestBeyondTheBudgetIsToldToComeBackAtOnceAndSucceedsLater() {
    try (ExporterRig rig = ExporterRig.ring(1, 1, BudgetExportTest::small)) {
      rig.ingester(0).hold();
      List<CompletableFuture<ConsumeResult>> waiting = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        waiting.add(rig.send(tenThousandBytes("s" + i)));
      }
      rig.ingester(0).awaitPushes(3);
      ConsumeResult refused = rig.write(tenThousandBytes("s3"));
      assertThat(outcomes(refused)).containsOnly(Outcome.TRANSIENT);
      assertThat(refused.retryDelay()).isEqualTo(Outcomes.RETRY_DELAY);
      assertThat(refused.details().get(0).reason()).isEqualTo(Reason.OVERLOADED);
      assertThat(refused.details().get(0).message())
          .startsWith("too much is on its way to ingesters: ")
          .endsWith(" bytes (inflight_max_bytes: 40000)");
      assertThat(rig.inflightBytes()).isLessThanOrEqualTo(BUDGET);
      rig.ingester(0).release();
      waiting.forEach(each -> assertThat(Await.result(each)).isEqualTo(ConsumeResult.stored(1)));
      rig.awaitNothingInFlight();
      assertThat(rig.write(tenThousandBytes("s3"))).isEqualTo(ConsumeResult.stored(1));
    }
  }

  @Test
  void ingesterThatHangsUsesUpItsShareOnlyAndTheOthersGoOn() {
    try (ExporterRig rig = ExporterRig.ring(3, 3, BudgetExportTest::small)) {
      rig.ingester(1).hold();
      for (int i = 0; i < 20; i++) {
        assertThat(rig.write(tenThousandBytes("s" + i))).isEqualTo(ConsumeResult.stored(1));
        assertThat(rig.inflightBytes()).isLessThanOrEqualTo(BUDGET);
      }
      assertThat(rig.ingester(1).pushes()).hasSize(1);
      Await.until("the others have answered", () -> rig.inflightBytes() <= BUDGET / 2.0);
      assertThat(rig.meter().value("flaregate_replicas_missed_total", "ingester-1")).isEqualTo(19);
    }
  }

  @Test
  void rowsOfAnIngesterBeyondItsShareSaySo() {
    try (ExporterRig rig = ExporterRig.ring(2, 2, BudgetExportTest::small)) {
      rig.ingester(1).hold();
      CompletableFuture<ConsumeResult> first = rig.send(tenThousandBytes("s0"));
      rig.ingester(1).awaitPushes(1);
      Await.until(
          "the other has answered",
          () -> rig.meter().value("flaregate_replicas_written_total", "ingester-0") == 1);
      ConsumeResult refused = rig.write(tenThousandBytes("s1"));
      assertThat(outcomes(refused)).containsOnly(Outcome.TRANSIENT);
      assertThat(refused.details().get(0).message())
          .startsWith("ingester-1 has ")
          .endsWith(" more are over its share of 20000 (inflight_max_bytes: 40000)");
      rig.ingester(1).release();
      assertThat(Await.result(first)).isEqualTo(ConsumeResult.stored(1));
    }
  }

  @Test
  void requestThatCouldNeverBeSentIsRejected() {
    TestProfiles profiles = new TestProfiles();
    for (int i = 0; i < 5; i++) {
      profiles.cpu("s" + i).sample("f".repeat(10_000), 1);
    }
    try (ExporterRig rig = ExporterRig.ring(1, 1, BudgetExportTest::small)) {
      ConsumeResult result = rig.write(profiles.build());
      assertThat(outcomes(result)).containsOnly(Outcome.REJECTED).hasSize(5);
      assertThat(result.details().get(0).reason()).isEqualTo(Reason.REQUEST_TOO_LARGE);
      assertThat(result.details().get(0).message())
          .startsWith("request has more than 4")
          .endsWith(" encoded bytes (inflight_max_bytes: 40000)");
      assertThat(rig.inflightBytes()).isZero();
      assertThat(rig.ingester(0).pushes()).isEmpty();
    }
  }
}
