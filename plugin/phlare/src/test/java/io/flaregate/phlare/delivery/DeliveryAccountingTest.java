package io.flaregate.phlare.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.push.EncodedSeries;
import io.flaregate.phlare.push.PushAnswer;
import io.flaregate.phlare.push.PushTarget;
import io.flaregate.phlare.push.StatusAnswers;
import io.flaregate.ring.ReplicaAnswer;
import io.flaregate.spi.consumer.Cancellation;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.TestSettings;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The bytes in flight, whatever destinations answer and whenever. */
class DeliveryAccountingTest {
  private static final long MAX_BYTES = 40_000;
  private static final int DESTINATIONS = 4;
  private static final int WRITERS = 4;

  private final TestSettings settings = new TestSettings("phlare");
  private final Delivery delivery =
      new Delivery(settings.settings(), Duration.ofSeconds(20), "pushtimeout", 500, MAX_BYTES);
  private final AtomicLong copies = new AtomicLong();
  private final AtomicLong written = new AtomicLong();

  @AfterEach
  void close() {
    settings.close();
  }

  @Test
  void everyByteThatIsBookedIsGivenBackAndNoBoundIsEverPassed() {
    for (long seed = 1; seed <= 10; seed++) {
      run(seed);
      assertThat(settings.meter().total("flaregate_replicas_written_total"))
          .as("seed %d", seed)
          .isEqualTo((double) written.get());
      assertThat(settings.meter().total("flaregate_replicas_missed_total"))
          .as("seed %d", seed)
          .isEqualTo((double) (copies.get() - written.get()));
    }
  }

  private void run(long seed) {
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      Random random = new Random(31 * seed + i);
      writers.add(CompletableFuture.runAsync(() -> writeMuch(random), ForkJoinPool.commonPool()));
    }
    writers.forEach(Await::result);
    Await.until("nothing is in flight", () -> delivery.inflight().count() == 0);
    assertThat(delivery.budget().bookedBytes()).as("seed %d", seed).isZero();
    for (int i = 0; i < DESTINATIONS; i++) {
      assertThat(delivery.budget().bookedBytes("d" + i)).as("seed %d", seed).isZero();
    }
  }

  private void writeMuch(Random random) {
    for (int i = 0; i < 60; i++) {
      List<EncodedSeries> series = SomeSeries.of(1 + random.nextInt(20), 10 + random.nextInt(400));
      InflightBudget.Booking booking = delivery.budget().open();
      boolean room = series.stream().allMatch(each -> booking.add(each.wireBytes()));
      if (!room) {
        booking.close();
        continue;
      }
      Placement placement = placement(series.size(), random);
      delivery
          .write(
              new WriteRequest(
                  "t" + random.nextInt(3),
                  series,
                  placement,
                  booking,
                  random.nextInt(5) == 0 ? System.nanoTime() : Long.MAX_VALUE,
                  Cancellation.NEVER))
          .whenComplete((result, failure) -> assertThat(failure).isNull());
      assertThat(delivery.budget().bookedBytes()).isBetween(0L, MAX_BYTES);
    }
  }

  private Placement placement(int series, Random random) {
    Placement placement = new Placement(DESTINATIONS);
    for (int i = 0; i < DESTINATIONS; i++) {
      placement.addDestination(new Destination("d" + i, target(new Random(random.nextLong()))));
    }
    for (int i = 0; i < series; i++) {
      int first = random.nextInt(DESTINATIONS);
      placement.addSeries(2, 1);
      IntStream.range(0, 3).forEach(k -> placement.addReplica((first + k) % DESTINATIONS));
      copies.addAndGet(3);
    }
    return placement;
  }

  private PushTarget target(Random random) {
    return (tenant, message, timeoutNanos) -> {
      PushAnswer answer;
      boolean sync;
      synchronized (random) {
        answer = answer(random);
        sync = random.nextBoolean();
        if (random.nextInt(20) == 0) {
          throw new IllegalStateException("broken");
        }
      }
      if (answer.answer() == ReplicaAnswer.SUCCESS) {
        written.addAndGet(message.series());
      }
      return sync
          ? CompletableFuture.completedFuture(answer)
          : CompletableFuture.supplyAsync(() -> answer, ForkJoinPool.commonPool());
    };
  }

  private static PushAnswer answer(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> StatusAnswers.said("d", Status.UNKNOWN);
      case 1 -> StatusAnswers.said("d", Status.RESOURCE_EXHAUSTED);
      case 2 -> StatusAnswers.said("d", Status.UNAVAILABLE);
      default -> PushAnswer.stored();
    };
  }
}
