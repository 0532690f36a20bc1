package io.flaregate.phlare.exporter;

import static io.flaregate.phlare.exporter.ExporterRig.outcomes;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.testing.TestProfiles;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.consumer.CancellationSource;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.ThreadWatch;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who waits, how long, and what goes on without them. */
class WaitExportTest {

  private static long in(Duration time) {
    return System.nanoTime() + time.toNanos();
  }

  @Test
  void deadlineThatHasPassedOnArrivalSendsNothing() {
    try (ExporterRig rig = ExporterRig.ring(1, 1)) {
      ConsumeResult result =
          Await.result(
              rig.send(TestProfiles.services(1), ExporterRig.deadline(System.nanoTime() - 1)));
      assertThat(outcomes(result)).containsOnly(Outcome.TRANSIENT);
      assertThat(Answer.of(result).kind()).isEqualTo(Answer.Kind.DEADLINE);
      assertThat(result.details().get(0).message())
          .isEqualTo("the sender's deadline passed before anything was sent");
      rig.write(TestProfiles.services(1));
      assertThat(rig.ingester(0).pushes()).hasSize(1);
    }
  }

  @Test
  void deadlineEndsTheWaitAndReplicasGoOn() {
    try (ExporterRig rig = ExporterRig.ring(3, 3)) {
      rig.ingesters.forEach(ingester -> ingester.hold());
      CompletableFuture<ConsumeResult> waiting =
          rig.send(TestProfiles.services(2), ExporterRig.deadline(in(Duration.ofHours(1))));
      rig.ingesters.forEach(ingester -> ingester.awaitPushes(1));
      assertThat(rig.timers.delays())
          .hasSize(1)
          .allMatch(millis -> millis < Duration.ofHours(1).toMillis() - 49);
      rig.timers.fire();
      ConsumeResult result = Await.result(waiting);
      assertThat(outcomes(result)).containsOnly(Outcome.TRANSIENT);
      assertThat(result.details().get(0).reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
      assertThat(rig.inflightBytes()).isPositive();
      assertThat(rig.meter().value("flaregate_quorum_failures_total", "deadline_exceeded"))
          .isEqualTo(2);
      rig.ingesters.forEach(ingester -> ingester.release());
      rig.awaitNothingInFlight();
      assertThat(rig.meter().value("flaregate_replicas_written_total", "ingester-0")).isEqualTo(2);
    }
  }

  @Test
  void deadlineFarAwayDoesNotMatter() {
    try (ExporterRig rig = ExporterRig.ring(3, 3)) {
      assertThat(
              Await.result(
                  rig.send(
                      TestProfiles.services(1), ExporterRig.deadline(in(Duration.ofHours(1))))))
          .isEqualTo(ConsumeResult.stored(1));
    }
  }

  @Test
  void senderThatGoesEndsTheWaitAndReplicasGoOn() {
    try (ExporterRig rig = ExporterRig.ring(1, 1)) {
      rig.ingester(0).hold();
      CancellationSource source = new CancellationSource();
      CompletableFuture<ConsumeResult> waiting =
          rig.send(TestProfiles.services(1), ExporterRig.cancellable(source));
      rig.ingester(0).awaitPushes(1);
      source.cancel();
      ConsumeResult result = Await.result(waiting);
      assertThat(outcomes(result)).containsOnly(Outcome.TRANSIENT);
      assertThat(result.details().get(0).message()).isEqualTo("the sender has gone");
      rig.ingester(0).release();
      rig.awaitNothingInFlight();
      assertThat(rig.meter().value("flaregate_replicas_written_total", "ingester-0")).isEqualTo(1);
    }
  }

  @Test
  void senderThatHasGoneBeforeSendsNothing() {
    try (ExporterRig rig = ExporterRig.ring(1, 1)) {
      CancellationSource source = new CancellationSource();
      source.cancel();
      ConsumeResult result =
          Await.result(rig.send(TestProfiles.services(1), ExporterRig.cancellable(source)));
      assertThat(outcomes(result)).containsOnly(Outcome.TRANSIENT);
      rig.write(TestProfiles.services(1));
      assertThat(rig.ingester(0).pushes()).hasSize(1);
    }
  }

  @Test
  void shutdownWaitsForLateReplicas() {
    try (ExporterRig rig = ExporterRig.ring(3, 3)) {
      rig.host.shutdownDeadlineNanos(in(Await.LIMIT));
      rig.ingester(2).hold();
      assertThat(rig.write(TestProfiles.services(1))).isEqualTo(ConsumeResult.stored(1));
      rig.ingester(2).awaitPushes(1);
      CompletableFuture<Void> shutdown = CompletableFuture.runAsync(rig.exporter::shutdown);
      ConsumeResult refused = refusedDuringShutdown(rig);
      assertThat(refused.details().get(0).reason()).isEqualTo(Reason.SHUTTING_DOWN);
      assertThat(refused.details().get(0).message()).isEqualTo("exporter phlare is not running");
      assertThat(shutdown).isNotDone();
      rig.ingester(2).release();
      Await.result(shutdown);
      assertThat(rig.meter().value("flaregate_replicas_written_total", "ingester-2"))
          .isEqualTo(rig.ingester(2).pushes().size());
      assertThat(rig.meter().total("flaregate_replicas_missed_total")).isZero();
      assertThat(rig.inflightBytes()).isZero();
    }
  }

  private static ConsumeResult refusedDuringShutdown(ExporterRig rig) {
    ConsumeResult[] last = new ConsumeResult[1];
    Await.until(
        "the exporter refuses requests",
        () -> {
          last[0] = rig.write(TestProfiles.services(1));
          return last[0].count(Outcome.TRANSIENT) == 1;
        });
    return last[0];
  }

  @Test
  void shutdownGivesUpAtTheHostsDeadlineAndSaysSo() {
    ThreadWatch threads = new ThreadWatch();
    try (ExporterRig rig = ExporterRig.ring(1, 1)) {
      rig.ingester(0).hold();
      CompletableFuture<ConsumeResult> result = rig.send(TestProfiles.services(1));
      rig.ingester(0).awaitPushes(1);
      rig.host.shutdownDeadlineNanos(in(Duration.ofMillis(200)));
      rig.exporter.shutdown();
      assertThat(rig.settings.logger().messages(System.Logger.Level.WARNING))
          .containsExactly("exporter phlare stops although 1 writes have replicas under way");
      assertThat(outcomes(Await.result(result))).containsOnly(Outcome.TRANSIENT);
    }
    threads.assertNoneLeft();
  }

  @Test
  void exporterThatWasShutDownAnswersThatItDoesNotRun() {
    try (ExporterRig rig = ExporterRig.ring(1, 1)) {
      rig.exporter.shutdown();
      ConsumeResult result = rig.write(TestProfiles.services(3));
      assertThat(outcomes(result)).containsOnly(Outcome.TRANSIENT).hasSize(3);
      assertThat(Answer.of(result).retryDelay().toMillis()).isEqualTo(TimeUnit.SECONDS.toMillis(1));
    }
  }

  @Test
  void emptyRequestIsStored() {
    try (ExporterRig rig = ExporterRig.ring(1, 1)) {
      assertThat(rig.write(TestProfiles.services(0))).isEqualTo(ConsumeResult.stored(0));
      assertThat(rig.ingester(0).pushes()).isEmpty();
    }
  }
}
