package io.flaregate.profiles.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IntListTableTest {

  @Test
  void idsEqualThoseOfANaiveMap() {
    IntListTable table = new IntListTable();
    for (long seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      table.reset();
      Map<List<Integer>, Integer> expected = new HashMap<>();
      int variety = 1 + random.nextInt(4);
      for (int i = random.nextInt(2_000); i > 0; i--) {
        int[] list = random.ints(random.nextInt(6), 0, variety).toArray();
        List<Integer> key = new ArrayList<>();
        for (int element : list) {
          key.add(element);
        }
        Integer known = expected.putIfAbsent(key, expected.size());
        int id = table.intern(list, list.length);
        assertThat(id)
            .as("seed %d", seed)
            .isEqualTo(known == null ? expected.size() - 1 : known.intValue());
        List<Integer> kept = new ArrayList<>();
        for (int at = table.start(id); at < table.end(id); at++) {
          kept.add(table.element(at));
        }
        assertThat(kept).as("seed %d", seed).isEqualTo(key);
      }
      assertThat(table.size()).isEqualTo(expected.size());
    }
  }

  @Test
  void aTableNeedsNoResetBeforeItsFirstUse() {
    IntListTable table = new IntListTable();
    int[] scratch = new int[2];
    assertThat(table.intern(1, 2, scratch)).isZero();
    assertThat(table.intern(2, 1, scratch)).isEqualTo(1);
    assertThat(table.intern(1, 2, scratch)).isZero();
  }
}
