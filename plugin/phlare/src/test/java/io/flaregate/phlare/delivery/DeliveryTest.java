package io.flaregate.phlare.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.push.EncodedSeries;
import io.flaregate.phlare.push.PushAnswer;
import io.flaregate.phlare.push.PushTarget;
import io.flaregate.phlare.push.SeriesStamp;
import io.flaregate.phlare.testing.TestProfiles;
import io.flaregate.ring.ReplicaAnswer;
import io.flaregate.ring.SeriesDecision;
import io.flaregate.spi.consumer.Cancellation;
import io.flaregate.spi.profiles.SeriesLabels;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.TestSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Delivery against targets that answer as they like. */
class DeliveryTest {
  private static final long PUSH_BYTES = 1000;
  private static final List<ReplicaAnswer> ANSWERS = List.of(ReplicaAnswer.values());

  private final TestSettings settings = new TestSettings("phlare");
  private final Delivery delivery =
      new Delivery(settings.settings(), Duration.ofSeconds(20), "pushtimeout", PUSH_BYTES, 1 << 20);

  @AfterEach
  void close() {
    settings.close();
  }

  private static List<EncodedSeries> series(int count, int plainBytes) {
    TestProfiles one = new TestProfiles();
    one.cpu("a");
    SeriesLabels labels = one.build().labels();
    List<EncodedSeries> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(
          EncodedSeries.of(labels, 0, SeriesStamp.named(new UUID(0, i)), new byte[4], plainBytes));
    }
    return all;
  }

  private WriteResult write(List<EncodedSeries> series, Placement placement) {
    InflightBudget.Booking booking = delivery.budget().open();
    series.forEach(each -> assertThat(booking.add(each.wireBytes())).isTrue());
    WriteRequest request =
        new WriteRequest("t", series, placement, booking, Long.MAX_VALUE, Cancellation.NEVER);
    return Await.result(delivery.write(request));
  }

  private void awaitIdle() {
    Await.until("nothing is in flight", () -> delivery.inflight().count() == 0);
    assertThat(delivery.budget().bookedBytes()).isZero();
  }

  @Test
  void manyPushesThatAreAnsweredBeforeTheyReturnDoNotGrowTheStack() {
    AtomicInteger pushes = new AtomicInteger();
    PushTarget target =
        (tenant, message, timeoutNanos) -> {
          pushes.incrementAndGet();
          return CompletableFuture.completedFuture(PushAnswer.stored());
        };
    List<EncodedSeries> series = series(5000, (int) PUSH_BYTES);
    WriteResult result = write(series, Placement.single(new Destination("d", target), 5000));
    assertThat(result.decision(4999)).isEqualTo(SeriesDecision.STORED);
    awaitIdle();
    assertThat(pushes).hasValue(5000);
  }

  @Test
  void targetThatThrowsOrFailsIsAFailedReplica() {
    PushTarget thrower =
        (tenant, message, timeoutNanos) -> {
          throw new IllegalStateException("broken");
        };
    WriteResult result = write(series(2, 10), Placement.single(new Destination("d", thrower), 2));
    assertThat(result.decision(0)).isEqualTo(SeriesDecision.TRANSIENT);
    assertThat(result.message(0))
        .isEqualTo("push to d failed: java.lang.IllegalStateException: broken");
    awaitIdle();
    PushTarget failer =
        (tenant, message, timeoutNanos) ->
            CompletableFuture.failedFuture(new IllegalStateException("broken"));
    assertThat(write(series(1, 10), Placement.single(new Destination("d", failer), 1)).decision(0))
        .isEqualTo(SeriesDecision.TRANSIENT);
    awaitIdle();
  }

  @Test
  void destinationWithoutSeriesAndSeriesWithoutDestinationsKeepNothingOpen() {
    PushTarget target =
        (tenant, message, timeoutNanos) -> CompletableFuture.completedFuture(PushAnswer.stored());
    Placement placement = new Placement(2);
    placement.addDestination(new Destination("idle", target));
    int only = placement.addDestination(new Destination("d", target));
    placement.addSeries(2, 0);
    placement.addReplica(only);
    WriteResult result = write(series(1, 10), placement);
    assertThat(result.decision(0)).isEqualTo(SeriesDecision.TRANSIENT);
    assertThat(result.message(0)).isEqualTo("too few ingesters were asked");
    awaitIdle();
  }

  @Test
  void pushesThatHaveNoTimeLeftAreNotMade() {
    Delivery hasty =
        new Delivery(settings.settings(), Duration.ofNanos(1), "pushtimeout", PUSH_BYTES, 1 << 20);
    AtomicInteger pushes = new AtomicInteger();
    PushTarget target =
        (tenant, message, timeoutNanos) -> {
          pushes.incrementAndGet();
          return CompletableFuture.completedFuture(PushAnswer.stored());
        };
    List<EncodedSeries> series = series(3, (int) PUSH_BYTES);
    WriteRequest request =
        new WriteRequest(
            "t",
            series,
            Placement.single(new Destination("d", target), 3),
            hasty.budget().open(),
            Long.MAX_VALUE,
            Cancellation.NEVER);
    WriteResult result = Await.result(hasty.write(request));
    assertThat(result.decision(0)).isEqualTo(SeriesDecision.TRANSIENT);
    assertThat(result.message(0)).isEqualTo("d took too long (pushtimeout: 1ns)");
    assertThat(pushes).hasValue(0);
    assertThat(settings.meter().value("flaregate_replicas_missed_total", "d")).isEqualTo(3);
  }

  @Test
  void answersInAnyOrderFromAnyThreadDecideAsANaiveCountDoes() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      int replicas = 1 + random.nextInt(5);
      int needed = replicas / 2 + 1;
      ReplicaAnswer[] answers = new ReplicaAnswer[replicas];
      Placement placement = new Placement(replicas);
      for (int i = 0; i < replicas; i++) {
        answers[i] = ANSWERS.get(random.nextInt(ANSWERS.size()));
        placement.addDestination(new Destination("d" + i, answering(answers[i], random)));
      }
      int count = 1 + random.nextInt(20);
      for (int i = 0; i < count; i++) {
        placement.addSeries(needed, replicas - needed);
        for (int replica = 0; replica < replicas; replica++) {
          placement.addReplica(replica);
        }
      }
      WriteResult result = write(series(count, 300), placement);
      for (int i = 0; i < count; i++) {
        assertThat(result.decision(i) == SeriesDecision.STORED)
            .as("seed %d round %d answers %s", seed, round, List.of(answers))
            .isEqualTo(count(answers, ReplicaAnswer.SUCCESS) >= needed);
      }
      awaitIdle();
    }
  }

  private static long count(ReplicaAnswer[] answers, ReplicaAnswer which) {
    return List.of(answers).stream().filter(each -> each == which).count();
  }

  /** Answers so, before it returns or on another thread. */
  private static PushTarget answering(ReplicaAnswer answer, Random random) {
    PushAnswer said = new PushAnswer(answer, "s", "m", Duration.ZERO);
    boolean sync = random.nextBoolean();
    return (tenant, message, timeoutNanos) ->
        sync
            ? CompletableFuture.completedFuture(said)
            : CompletableFuture.supplyAsync(() -> said, ForkJoinPool.commonPool());
  }

  @Test
  void longestDelayThatAnyDestinationAskedForIsKept() {
    Placement placement = new Placement(2);
    for (int seconds = 1; seconds <= 2; seconds++) {
      PushAnswer limited =
          new PushAnswer(ReplicaAnswer.LIMITED, "s", "m", Duration.ofSeconds(seconds));
      placement.addDestination(
          new Destination(
              "d" + seconds,
              (tenant, message, timeoutNanos) -> CompletableFuture.completedFuture(limited)));
    }
    placement.addSeries(2, 1);
    placement.addReplica(0);
    placement.addReplica(1);
    WriteResult result = write(series(1, 10), placement);
    assertThat(result.decision(0)).isEqualTo(SeriesDecision.LIMITED);
    assertThat(result.retryDelay()).isEqualTo(Duration.ofSeconds(2));
  }
}
