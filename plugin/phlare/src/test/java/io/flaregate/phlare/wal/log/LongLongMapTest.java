package io.flaregate.phlare.wal.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongLongMapTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void behavesAsAMap(long seed) {
    Random random = new Random(seed);
    LongLongMap map = new LongLongMap();
    Map<Long, Long> model = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      long key = 1L + random.nextInt(500);
      if (random.nextInt(3) == 0) {
        map.remove(key);
        model.remove(key);
      } else {
        map.put(key, i);
        model.put(key, (long) i);
      }
      long probe = 1L + random.nextInt(500);
      assertThat(map.get(probe)).as("seed %d", seed).isEqualTo(model.getOrDefault(probe, -1L));
      assertThat(map.size()).isEqualTo(model.size());
    }
  }
}
