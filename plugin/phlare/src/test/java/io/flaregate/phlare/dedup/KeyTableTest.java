package io.flaregate.phlare.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The table against a map. */
class KeyTableTest {
  @Test
  void findsWhatAMapFinds() {
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      KeyTable table = new KeyTable(1);
      Map<Digest, Integer> model = new HashMap<>();
      int range = 1 + random.nextInt(400);
      for (int step = 0; step < 1000; step++) {
        // Few values a half, so that halves are equal where the other one differs.
        Digest key = new Digest(random.nextInt(range), random.nextInt(3));
        Integer known = model.get(key);
        assertThat(table.find(key.a(), key.b()))
            .as("seed %d", seed)
            .isEqualTo(known == null ? -1 : known);
        if (known == null) {
          if (table.size() == table.capacity()) {
            table.grow();
          }
          model.put(key, table.add(key.a(), key.b()));
        }
      }
      assertThat(table.size()).isEqualTo(model.size());
    }
  }
}
