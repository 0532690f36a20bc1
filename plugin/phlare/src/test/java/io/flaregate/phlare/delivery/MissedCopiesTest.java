package io.flaregate.phlare.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.push.EncodedSeries;
import io.flaregate.phlare.push.PushAnswer;
import io.flaregate.phlare.push.PushTarget;
import io.flaregate.ring.ReplicaAnswer;
import io.flaregate.ring.SeriesDecision;
import io.flaregate.spi.consumer.Cancellation;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.TestSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is told of copies that an ingester missed, and when. */
class MissedCopiesTest {
  private final TestSettings settings = new TestSettings("phlare");
  private final Delivery delivery =
      new Delivery(settings.settings(), Duration.ofSeconds(20), "pushtimeout", 4 << 20, 1 << 20);
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final List<Long> bookedWhenTold = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    settings.close();
  }

  @BeforeEach
  void listen() {
    delivery.onMissed(
        (tenant, ingester, series) -> {
          told.add(tenant + " " + ingester + " " + series.id().getLeastSignificantBits());
          bookedWhenTold.add(delivery.budget().bookedBytes());
        });
  }

  private CompletionStage<WriteResult> write(PushTarget... targets) {
    Placement placement = new Placement(targets.length);
    for (int i = 0; i < targets.length; i++) {
      placement.addDestination(new Destination("d" + i, targets[i]));
    }
    List<EncodedSeries> series = SomeSeries.of(2, 10);
    InflightBudget.Booking booking = delivery.budget().open();
    series.forEach(
        each -> {
          placement.addSeries(targets.length / 2 + 1, targets.length - targets.length / 2 - 1);
          for (int i = 0; i < targets.length; i++) {
            placement.addReplica(i);
          }
          assertThat(booking.add(each.wireBytes())).isTrue();
        });
    return delivery.write(
        new WriteRequest("t", series, placement, booking, Long.MAX_VALUE, Cancellation.NEVER));
  }

  private static PushTarget saying(ReplicaAnswer answer) {
    PushAnswer said = new PushAnswer(answer, "s", "m", Duration.ZERO);
    return (tenant, message, timeoutNanos) -> CompletableFuture.completedFuture(said);
  }

  private void awaitIdle() {
    Await.until("nothing is in flight", () -> delivery.inflight().count() == 0);
  }

  @Test
  void copyThatFailedWhileTheQuorumHoldsIsToldAfterTheLastLaneAndBeforeTheBytesAreFree() {
    CompletableFuture<PushAnswer> late = new CompletableFuture<>();
    CompletionStage<WriteResult> result =
        write(
            saying(ReplicaAnswer.SUCCESS),
            saying(ReplicaAnswer.SUCCESS),
            (tenant, message, timeoutNanos) -> late);
    assertThat(Await.result(result).decision(0)).isEqualTo(SeriesDecision.STORED);
    assertThat(told).isEmpty();
    late.complete(PushAnswer.failed("deadline_exceeded", "too slow"));
    awaitIdle();
    assertThat(told).containsExactly("t d2 0", "t d2 1");
    assertThat(bookedWhenTold).allSatisfy(bytes -> assertThat(bytes).isPositive());
    assertThat(delivery.budget().bookedBytes()).isZero();
  }

  @Test
  void copyThatAnIngesterRefusedIsNotTold() {
    Await.result(
        write(
            saying(ReplicaAnswer.SUCCESS),
            saying(ReplicaAnswer.SUCCESS),
            saying(ReplicaAnswer.REJECTED)));
    Await.result(
        write(
            saying(ReplicaAnswer.SUCCESS),
            saying(ReplicaAnswer.SUCCESS),
            saying(ReplicaAnswer.LIMITED)));
    awaitIdle();
    assertThat(told).isEmpty();
  }

  @Test
  void copyOfASeriesWithoutQuorumIsNotTold() {
    Await.result(
        write(
            saying(ReplicaAnswer.SUCCESS),
            saying(ReplicaAnswer.FAILED),
            saying(ReplicaAnswer.FAILED)));
    awaitIdle();
    assertThat(told).isEmpty();
  }

  @Test
  void listenerThatThrowsKeepsNoBytes() {
    delivery.onMissed(
        (tenant, ingester, series) -> {
          throw new IllegalStateException("full");
        });
    WriteResult result =
        Await.result(
            write(
                saying(ReplicaAnswer.SUCCESS),
                saying(ReplicaAnswer.SUCCESS),
                saying(ReplicaAnswer.FAILED)));
    assertThat(result.decision(0)).isEqualTo(SeriesDecision.STORED);
    awaitIdle();
    assertThat(delivery.budget().bookedBytes()).isZero();
  }
}
