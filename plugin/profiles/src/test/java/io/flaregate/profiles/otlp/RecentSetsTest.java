package io.flaregate.profiles.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecentSetsTest {
  private final RecentSets recent = new RecentSets();

  @Test
  void whatIsFoundIsWhatWasPutThere() {
    Random random = new Random(3);
    Map<List<Integer>, int[]> model = new HashMap<>();
    int found = 0;
    for (int round = 0; round < 50_000; round++) {
      int count = 2 + random.nextInt(RecentSets.MAX_ATTRIBUTES - 1);
      int[] attributes = random.ints(RecentSets.MAX_ATTRIBUTES, 1, 6).toArray();
      List<Integer> key = Arrays.stream(attributes).limit(count).boxed().toList();
      int slot = RecentSets.slot(attributes, count);
      if (recent.isAt(slot, attributes, count)) {
        found++;
        assertThat(new int[] {recent.list(slot), recent.leftOut(slot)}).isEqualTo(model.get(key));
      } else {
        recent.put(slot, attributes, count);
        assertThat(recent.isAt(slot, attributes, count)).isFalse();
        model.put(key, new int[] {round + 1, random.nextInt(3)});
        recent.complete(slot, round + 1, model.get(key)[1]);
      }
    }
    assertThat(found).isBetween(1_000, 49_000);
  }

  @Test
  void nothingIsFoundAfterAllIsForgotten() {
    int[] attributes = {1, 2};
    int slot = RecentSets.slot(attributes, 2);
    recent.put(slot, attributes, 2);
    recent.complete(slot, 7, 0);
    assertThat(recent.isAt(slot, attributes, 2)).isTrue();
    assertThat(recent.isAt(slot, new int[] {2, 1}, 2)).isFalse();
    recent.clear();
    assertThat(recent.isAt(slot, attributes, 2)).isFalse();
  }
}
