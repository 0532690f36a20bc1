package io.flaregate.phlare.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.push.EncodedSeries;
import io.flaregate.phlare.testing.ScriptedTarget;
import io.flaregate.ring.SeriesDecision;
import io.flaregate.spi.consumer.Cancellation;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.TestSettings;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Series that ingesters cannot take, among others. */
class BisectTest {
  private final TestSettings settings = new TestSettings("phlare");
  private final Delivery delivery =
      new Delivery(settings.settings(), Duration.ofSeconds(20), "pushtimeout", 4 << 20, 1 << 20);
  private final List<ScriptedTarget> targets = new ArrayList<>();

  @AfterEach
  void close() {
    settings.close();
  }

  private ScriptedTarget target() {
    ScriptedTarget target = new ScriptedTarget();
    targets.add(target);
    return target;
  }

  private WriteResult write(List<EncodedSeries> series) {
    return write("t", series);
  }

  private WriteResult write(String tenant, List<EncodedSeries> series) {
    Placement placement = new Placement(targets.size());
    for (int i = 0; i < targets.size(); i++) {
      placement.addDestination(new Destination("d" + i, targets.get(i)));
    }
    int needed = targets.size() / 2 + 1;
    InflightBudget.Booking booking = delivery.budget().open();
    for (EncodedSeries each : series) {
      placement.addSeries(needed, targets.size() - needed);
      IntStream.range(0, targets.size()).forEach(placement::addReplica);
      assertThat(booking.add(each.wireBytes())).isTrue();
    }
    WriteResult result =
        Await.result(
            delivery.write(
                new WriteRequest(
                    tenant, series, placement, booking, Long.MAX_VALUE, Cancellation.NEVER)));
    Await.until("nothing is in flight", () -> delivery.inflight().count() == 0);
    assertThat(delivery.budget().bookedBytes()).isZero();
    for (int i = 0; i < targets.size(); i++) {
      assertThat(delivery.budget().bookedBytes("d" + i)).isZero();
    }
    return result;
  }

  private static Set<Integer> all(WriteResult result, SeriesDecision decision) {
    Set<Integer> found = new TreeSet<>();
    for (int i = 0; i < result.size(); i++) {
      if (result.decision(i) == decision) {
        found.add(i);
      }
    }
    return found;
  }

  @Test
  void oneSeriesOf256ThatNobodyTakesIsRefusedForGoodAndTheOthersAreStored() {
    for (int i = 0; i < 3; i++) {
      target().refuse(Status.UNKNOWN.withDescription("invalid pprof"), 77);
    }
    WriteResult result = write(SomeSeries.of(256, 10));
    assertThat(all(result, SeriesDecision.REJECTED)).containsExactly(77);
    assertThat(all(result, SeriesDecision.STORED)).hasSize(255);
    assertThat(result.message(77)).isEqualTo("ingester d answered unknown: invalid pprof");
    targets.forEach(
        target -> {
          assertThat(target.stored()).hasSize(255).doesNotContain(77);
          // The whole, and two halves of each of 8 levels.
          assertThat(target.pushes()).isEqualTo(17);
        });
    assertThat(settings.meter().value("flaregate_push_splits_total", "d0")).isEqualTo(8);
    assertThat(settings.meter().value("flaregate_replicas_missed_total", "d0")).isEqualTo(1);
    assertThat(settings.meter().value("flaregate_replicas_written_total", "d0")).isEqualTo(255);
  }

  @Test
  void twoOfThreeSeriesThatNobodyTakesAreRefusedForGood() {
    for (int i = 0; i < 3; i++) {
      target().refuse(Status.INTERNAL, 0, 2);
    }
    WriteResult result = write(SomeSeries.of(3, 10));
    assertThat(all(result, SeriesDecision.REJECTED)).containsExactly(0, 2);
    assertThat(all(result, SeriesDecision.STORED)).containsExactly(1);
  }

  @Test
  void seriesThatOnlyOneIngesterRefusesIsStored() {
    target().refuse(Status.UNKNOWN, 5);
    target();
    target();
    WriteResult result = write(SomeSeries.of(20, 10));
    assertThat(all(result, SeriesDecision.STORED)).hasSize(20);
    assertThat(targets.get(0).stored()).hasSize(19);
  }

  @Test
  void manyRandomSeriesThatNobodyTakesAreFoundAll() {
    for (long seed = 1; seed <= 20; seed++) {
      targets.clear();
      Random random = new Random(seed);
      int count = 2 + random.nextInt(300);
      Set<Integer> poison = new TreeSet<>();
      int bad = random.nextInt(count);
      random.ints(bad, 0, count).forEach(poison::add);
      int[] numbers = poison.stream().mapToInt(Integer::intValue).toArray();
      for (int i = 0; i < 3; i++) {
        target().refuse(Status.UNKNOWN, numbers);
      }
      WriteResult result = write("seed-" + seed, SomeSeries.of(count, 10));
      assertThat(all(result, SeriesDecision.REJECTED)).as("seed %d", seed).isEqualTo(poison);
      assertThat(all(result, SeriesDecision.STORED)).hasSize(count - poison.size());
    }
  }

  @Test
  void seriesOverALimitAreLimitedAndTheOthersStored() {
    for (int i = 0; i < 3; i++) {
      target().refuse(Status.RESOURCE_EXHAUSTED.withDescription("series limit"), 3, 4);
    }
    WriteResult result = write(SomeSeries.of(10, 10));
    assertThat(all(result, SeriesDecision.LIMITED)).containsExactly(3, 4);
    assertThat(all(result, SeriesDecision.STORED)).hasSize(8);
    assertThat(result.retryDelay()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void unavailableAndItsLikesAreNotAboutSingleSeries() {
    for (Status status : List.of(Status.UNAVAILABLE, Status.DEADLINE_EXCEEDED, Status.CANCELLED)) {
      targets.clear();
      target().refuse(status, 1);
      WriteResult result = write(SomeSeries.of(4, 10));
      assertThat(all(result, SeriesDecision.TRANSIENT)).hasSize(4);
      assertThat(targets.get(0).pushes()).as(status.toString()).isEqualTo(1);
    }
  }

  @Test
  void ingestersThatCannotStoreAnythingOfATenantMakeNothingPermanent() {
    int[] everything = IntStream.range(0, 50).toArray();
    for (int i = 0; i < 3; i++) {
      target().refuse(Status.INTERNAL.withDescription("cannot open the database"), everything);
    }
    for (int round = 0; round < 3; round++) {
      WriteResult result = write(SomeSeries.of(50, 10));
      assertThat(all(result, SeriesDecision.TRANSIENT)).hasSize(50);
      targets.forEach(ScriptedTarget::accept);
      assertThat(all(write("other", SomeSeries.of(50, 10)), SeriesDecision.STORED)).hasSize(50);
      targets.forEach(target -> target.refuse(Status.INTERNAL, everything));
    }
  }

  @Test
  void seriesThatComesAloneIsRefusedForGoodOnceOthersWereStoredBetweenTwoTries() {
    for (int i = 0; i < 3; i++) {
      target().refuse(Status.UNKNOWN, 0);
    }
    List<EncodedSeries> all = SomeSeries.of(2, 10);
    List<EncodedSeries> bad = all.subList(0, 1);
    List<EncodedSeries> good = all.subList(1, 2);
    assertThat(write(good).decision(0)).isEqualTo(SeriesDecision.STORED);
    assertThat(write(bad).decision(0)).as("first").isEqualTo(SeriesDecision.TRANSIENT);
    assertThat(write(bad).decision(0)).as("second").isEqualTo(SeriesDecision.TRANSIENT);
    assertThat(write(good).decision(0)).isEqualTo(SeriesDecision.STORED);
    assertThat(write(bad).decision(0)).as("third").isEqualTo(SeriesDecision.REJECTED);
  }

  @Test
  void halvesOfAPushForWhichNoTimeIsLeftAreNotSent() {
    Delivery hasty =
        new Delivery(settings.settings(), Duration.ofMillis(200), "pushtimeout", 4 << 20, 1 << 20);
    ScriptedTarget slow = target().refuse(Status.UNKNOWN, 1).delay(Duration.ofMillis(250));
    Placement placement = Placement.single(new Destination("d", slow), 4);
    WriteResult result =
        Await.result(
            hasty.write(
                new WriteRequest(
                    "t",
                    SomeSeries.of(4, 10),
                    placement,
                    hasty.budget().open(),
                    Long.MAX_VALUE,
                    Cancellation.NEVER)));
    assertThat(all(result, SeriesDecision.TRANSIENT)).hasSize(4);
    Await.until("nothing is in flight", () -> hasty.inflight().count() == 0);
    assertThat(slow.pushes()).isEqualTo(1);
    assertThat(result.message(1)).isEqualTo("d took too long (pushtimeout: 200ms)");
  }
}
