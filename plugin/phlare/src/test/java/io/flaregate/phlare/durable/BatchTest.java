package io.flaregate.phlare.durable;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.delivery.Destination;
import io.flaregate.phlare.delivery.Placement;
import io.flaregate.phlare.push.EncodedSeries;
import io.flaregate.phlare.push.PushTarget;
import io.flaregate.phlare.push.SeriesStamp;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BatchTest {
  private static Batch batch(int series) {
    Schedule schedule = new Schedule();
    schedule.add("t", 1);
    Batch batch = new Batch(Objects.requireNonNull(schedule.next(0, 1)), 0);
    for (int id = 1; id <= series; id++) {
      SeriesStamp stamp = SeriesStamp.named(new UUID(0, id));
      EncodedSeries encoded = EncodedSeries.restored(new byte[1], new byte[9], 9, stamp);
      batch.add(id, new QueuedSeries("t", 0, "", encoded));
    }
    return batch;
  }

  /** Series of an even place go to two destinations, the others to one of those and a third. */
  private static void place(Batch batch) {
    Placement placement = new Placement(3);
    int[] to = new int[3];
    for (int i = 0; i < 3; i++) {
      to[i] = placement.addDestination(new Destination("i" + i, PushTarget.unreachable("no")));
    }
    for (int i = 0; i < batch.items().size(); i++) {
      placement.addSeries(2, 0);
      placement.addReplica(to[0]);
      placement.addReplica(to[i % 2 == 0 ? 1 : 2]);
    }
    batch.placed(batch.items(), placement);
  }

  private static void failAll(Batch batch) {
    batch.items().forEach(item -> batch.failed(item, "no", 0));
  }

  @Test
  void whatFailedTogetherIsTriedAgainByPlaces() {
    Batch batch = batch(6);
    place(batch);
    failAll(batch);
    assertThat(batch.retries())
        .containsExactlyInAnyOrder(new long[] {1, 3, 5}, new long[] {2, 4, 6});
    assertThat(batch.isProgress()).isFalse();
    assertThat(batch.bytes()).isEqualTo(60);
  }

  @Test
  void whatFailedThoughItHasTheSamePlacesIsHalved() {
    Batch batch = batch(4);
    failAll(batch);
    List<long[]> halves = batch.retries();
    assertThat(halves).containsExactly(new long[] {1, 2}, new long[] {3, 4});
  }

  @Test
  void whatIsDoneIsNotTriedAgain() {
    Batch batch = batch(2);
    batch.done();
    batch.failed(batch.items().get(1), "limit", 5);
    assertThat(batch.retries()).containsExactly(new long[] {2});
    assertThat(batch.isProgress()).isTrue();
    assertThat(batch.delayNanos()).isEqualTo(5);
    assertThat(batch.problem()).isEqualTo("limit");
  }
}
