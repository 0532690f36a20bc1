package io.flaregate.phlare.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.push.EncodedSeries;
import io.flaregate.phlare.push.SeriesStamp;
import io.flaregate.phlare.testing.TestProfiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PushBatchesTest {
  private static final int MAX_BYTES = 1000;

  private static List<EncodedSeries> sized(int... plainBytes) {
    TestProfiles one = new TestProfiles();
    one.cpu("a");
    var labels = one.build().labels();
    return IntStream.of(plainBytes)
        .mapToObj(
            size ->
                EncodedSeries.of(labels, 0, SeriesStamp.named(new UUID(0, 0)), new byte[0], size))
        .toList();
  }

  private static List<List<Integer>> batches(List<EncodedSeries> all, int... chosen) {
    return PushBatches.of(all, chosen, MAX_BYTES).stream()
        .map(batch -> IntStream.of(batch).boxed().toList())
        .toList();
  }

  @Test
  void everythingThatFitsIsOnePush() {
    assertThat(batches(sized(500, 300, 200), 0, 1, 2)).containsExactly(List.of(0, 1, 2));
  }

  @Test
  void laterSeriesFillGapsOfEarlierPushes() {
    assertThat(batches(sized(600, 600, 400, 400), 0, 1, 2, 3))
        .containsExactly(List.of(0, 2), List.of(1, 3));
  }

  @Test
  void seriesThatIsTooLargeGoesAlone() {
    assertThat(batches(sized(10, 5000, 20), 0, 1, 2)).containsExactly(List.of(0, 2), List.of(1));
  }

  @Test
  void onlyChosenSeriesGo() {
    assertThat(batches(sized(10, 20, 30), 2)).containsExactly(List.of(2));
    assertThat(batches(sized(10, 20, 30))).isEmpty();
  }

  @Test
  void everySeriesIsInOnePushAndNoPushIsOverItsBounds() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      int[] sizes = random.ints(random.nextInt(700), 0, 400).toArray();
      List<EncodedSeries> all = sized(sizes);
      int[] chosen = IntStream.range(0, sizes.length).filter(i -> random.nextBoolean()).toArray();
      List<int[]> batches = PushBatches.of(all, chosen, MAX_BYTES);
      List<Integer> seen = new ArrayList<>();
      long bytes = 0;
      for (int[] batch : batches) {
        long load = IntStream.of(batch).mapToLong(series -> sizes[series]).sum();
        assertThat(load).as("seed %d", seed).isLessThanOrEqualTo(MAX_BYTES);
        assertThat(batch.length).isBetween(1, PushBatches.MAX_SERIES);
        bytes += load;
        IntStream.of(batch).forEach(seen::add);
      }
      assertThat(seen)
          .as("seed %d", seed)
          .containsExactlyInAnyOrderElementsOf(IntStream.of(chosen).boxed().toList());
      long fewest = Math.max((bytes + MAX_BYTES - 1) / MAX_BYTES, (chosen.length + 255) / 256);
      assertThat((long) batches.size()).as("seed %d", seed).isLessThanOrEqualTo(2 * fewest);
    }
  }
}
