package io.flaregate.phlare.exporter;

import static io.flaregate.phlare.exporter.ExporterRig.outcomes;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.testing.FakeIngester;
import io.flaregate.phlare.testing.PushedSeries;
import io.flaregate.phlare.testing.TestProfiles;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Detail;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.testing.Await;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What ingesters answer, and what becomes of the rows. */
class QuorumExportTest {
  @Test
  void everyIngesterOfTheReplicationSetGetsTheSeriesOnceUnderOneId() {
    try (ExporterRig rig = ExporterRig.ring(3, 3)) {
      assertThat(rig.write(TestProfiles.services(1))).isEqualTo(ConsumeResult.stored(1));
      for (FakeIngester ingester : rig.ingesters) {
        ingester.awaitPushes(1);
        assertThat(ingester.pushes()).hasSize(1);
        assertThat(ingester.pushes().get(0).tenant()).isEqualTo(ExporterRig.TENANT);
        PushedSeries series = ingester.series().get(0);
        assertThat(series.labels().keySet()).containsExactly("__name__", "service_name");
        assertThat(series.pprof().sum()).isEqualTo(1);
        assertThat(series.id()).isEqualTo(rig.ingester(0).series().get(0).id());
        assertThat(series.profile()).isEqualTo(rig.ingester(0).series().get(0).profile());
        assertThat(UUID.fromString(series.id()).version()).isEqualTo(8);
      }
      rig.awaitNothingInFlight();
      assertThat(rig.meter().value("otelcol_exporter_sent_profile_samples", "phlare")).isEqualTo(1);
      assertThat(rig.meter().values("flaregate_replicas_written_total"))
          .hasSize(3)
          .allSatisfy((ingester, count) -> assertThat(count).isEqualTo(1));
      assertThat(rig.meter().value("flaregate_push_requests_total", "ingester-0", "ok"))
          .isEqualTo(1);
      assertThat(rig.meter().recorded("flaregate_push_duration_seconds", "ingester-0"))
          .isEqualTo(1);
      assertThat(rig.meter().value("pyroscope_distributor_replication_factor")).isEqualTo(3);
      assertThat(rig.meter().value("pyroscope_distributor_ingester_clients")).isEqualTo(3);
    }
  }

  @Test
  void oneDeadIngesterOfThreeIsNoError() {
    try (ExporterRig rig = ExporterRig.ring(3, 3)) {
      rig.ingester(1).kill();
      assertThat(rig.write(TestProfiles.services(5))).isEqualTo(ConsumeResult.stored(5));
      rig.awaitNothingInFlight();
      assertThat(rig.meter().value("flaregate_replicas_missed_total", "ingester-1")).isEqualTo(5);
      assertThat(rig.meter().value("flaregate_push_requests_total", "ingester-1", "unavailable"))
          .isEqualTo(1);
    }
  }

  @Test
  void twoDeadIngestersOfThreeAreTransientWithARetryDelay() {
    try (ExporterRig rig = ExporterRig.ring(3, 3)) {
      rig.ingester(0).kill();
      rig.ingester(2).kill();
      ConsumeResult result = rig.write(TestProfiles.services(2));
      assertThat(outcomes(result)).containsOnly(Outcome.TRANSIENT);
      assertThat(result.retryDelay()).isEqualTo(Outcomes.RETRY_DELAY);
      assertThat(result.details()).extracting(Detail::reason).containsOnly(Reason.NO_QUORUM);
      assertThat(result.details().get(0).message()).contains("answered unavailable");
      assertThat(Answer.of(result).kind()).isEqualTo(Answer.Kind.UNAVAILABLE);
      assertThat(rig.meter().value("flaregate_quorum_failures_total", "no_quorum")).isEqualTo(2);
      assertThat(rig.meter().value("otelcol_exporter_send_failed_profile_samples", "phlare"))
          .isEqualTo(2);
    }
  }

  @Test
  void ingesterThatComesBackIsWrittenToAgain() {
    try (ExporterRig rig = ExporterRig.ring(1, 1)) {
      rig.ingester(0).answer(Status.UNAVAILABLE.withDescription("stopping"));
      assertThat(outcomes(rig.write(TestProfiles.services(1)))).containsOnly(Outcome.TRANSIENT);
      rig.ingester(0).answer(Status.OK);
      assertThat(outcomes(rig.write(TestProfiles.services(1)))).containsOnly(Outcome.STORED);
    }
  }

  @Test
  void slowReplicaDoesNotDelayTheAnswerAndFinishesInTheBackground() {
    try (ExporterRig rig = ExporterRig.ring(3, 3)) {
      rig.ingester(2).hold();
      assertThat(rig.write(TestProfiles.services(1))).isEqualTo(ConsumeResult.stored(1));
      rig.ingester(2).awaitPushes(1);
      assertThat(rig.inflightBytes()).isPositive();
      assertThat(rig.meter().value("flaregate_replicas_written_total", "ingester-2")).isZero();
      rig.ingester(2).release();
      rig.awaitNothingInFlight();
      assertThat(rig.meter().value("flaregate_replicas_written_total", "ingester-2")).isEqualTo(1);
    }
  }

  @Test
  void ingestersThatHangAreTransientAfterThePushTimeout() {
    try (ExporterRig rig =
        ExporterRig.ring(3, 3, draft -> draft.timeouts(Duration.ofMillis(300)))) {
      rig.ingester(0).hold();
      rig.ingester(1).hold();
      ConsumeResult result = rig.write(TestProfiles.services(1));
      assertThat(outcomes(result)).containsOnly(Outcome.TRANSIENT);
      assertThat(result.details().get(0).message())
          .containsAnyOf("answered deadline_exceeded", "took too long (pushtimeout: 300ms)");
      rig.awaitNothingInFlight();
    }
  }

  @Test
  void twoIngestersOverALimitMakeTheRowLimitedForHalfAMinute() {
    try (ExporterRig rig = ExporterRig.ring(3, 3)) {
      Status limit = Status.RESOURCE_EXHAUSTED.withDescription("series limit of 5000");
      rig.ingester(0).answer(limit);
      rig.ingester(1).answer(limit);
      ConsumeResult result = rig.write(TestProfiles.services(1));
      assertThat(outcomes(result)).containsOnly(Outcome.LIMITED);
      assertThat(result.retryDelay()).isEqualTo(Duration.ofSeconds(30));
      Detail detail = result.details().get(0);
      assertThat(detail.reason()).isEqualTo(Reason.RATE_LIMITED);
      assertThat(detail.message())
          .startsWith("ingester 127.0.0.1:")
          .endsWith(" answered resource_exhausted: series limit of 5000");
    }
  }

  @Test
  void twoIngestersThatRefuseMakeTheRowRejected() {
    try (ExporterRig rig = ExporterRig.ring(3, 3)) {
      Status refusal = Status.INVALID_ARGUMENT.withDescription("no such tenant");
      rig.ingester(0).answer(refusal);
      rig.ingester(1).answer(refusal);
      ConsumeResult result = rig.write(TestProfiles.services(1));
      assertThat(outcomes(result)).containsOnly(Outcome.REJECTED);
      assertThat(result.retryDelay()).isZero();
      assertThat(result.details().get(0).reason()).isEqualTo(Reason.REFUSED_BY_INGESTERS);
      assertThat(result.details().get(0).message()).endsWith("no such tenant");
    }
  }

  @Test
  void anIngesterOverALimitAndADeadOneAreTransient() {
    try (ExporterRig rig = ExporterRig.ring(3, 3)) {
      rig.ingester(0).answer(Status.RESOURCE_EXHAUSTED.withDescription("series limit"));
      rig.ingester(1).kill();
      assertThat(outcomes(rig.write(TestProfiles.services(1)))).containsOnly(Outcome.TRANSIENT);
    }
  }

  @Test
  void unknownAndInternalErrorsAreTransient() {
    try (ExporterRig rig = ExporterRig.ring(1, 1)) {
      rig.ingester(0).answer(Status.UNKNOWN.withDescription("invalid pprof"));
      assertThat(outcomes(rig.write(TestProfiles.services(1)))).containsOnly(Outcome.TRANSIENT);
      rig.ingester(0).answer(Status.INTERNAL);
      assertThat(outcomes(rig.write(TestProfiles.services(1)))).containsOnly(Outcome.TRANSIENT);
    }
  }

  @Test
  void responseThatIsTooLargeIsAFailureAndNoLimit() {
    try (ExporterRig rig = ExporterRig.ring(1, 1)) {
      rig.ingester(0).respond(new byte[5 << 20]);
      assertThat(outcomes(rig.write(TestProfiles.services(1)))).containsOnly(Outcome.TRANSIENT);
    }
  }

  @Test
  void messageThatIsTooLargeForTheIngesterIsAFailureAndNoLimit() {
    try (ExporterRig rig = ExporterRig.ring(1, 1)) {
      rig.ingester(0)
          .answer(
              Status.RESOURCE_EXHAUSTED.withDescription(
                  "grpc: received message larger than max (5 vs. 4)"));
      assertThat(outcomes(rig.write(TestProfiles.services(1)))).containsOnly(Outcome.TRANSIENT);
    }
  }

  @Test
  void replicationFactorOneNeedsItsOneIngester() {
    try (ExporterRig rig = ExporterRig.ring(1, 3)) {
      CompletableFuture<ConsumeResult> result = rig.send(TestProfiles.services(50));
      assertThat(Await.result(result)).isEqualTo(ConsumeResult.stored(50));
      List<Integer> counts = rig.ingesters.stream().map(each -> each.series().size()).toList();
      assertThat(counts.stream().mapToInt(Integer::intValue).sum()).isEqualTo(50);
      assertThat(counts).allSatisfy(count -> assertThat(count).isPositive());
    }
  }
}
