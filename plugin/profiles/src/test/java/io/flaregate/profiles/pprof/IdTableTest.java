package io.flaregate.profiles.pprof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IdTableTest {
  private final IdTable table = new IdTable("location");

  private void fill(long... ids) throws MalformedPprofException {
    table.reset(ids.length);
    for (long id : ids) {
      table.add(id);
    }
    table.complete();
  }

  @Test
  void findsWhatWasAddedAndNothingElse() throws Exception {
    for (long seed = 0; seed < 3_000; seed++) {
      Random random = new Random(seed);
      int count = random.nextInt(200);
      long spread = seed % 3 == 0 ? 1 : seed % 3 == 1 ? 3 : 1L << (2 + random.nextInt(50));
      Map<Long, Integer> expected = new HashMap<>();
      long[] ids = new long[count];
      for (int i = 0; i < count; i++) {
        // Distinct, and rising only where they count from 1.
        ids[i] = spread == 1 ? i + 1L : (count - i) * spread - random.nextInt(2);
        expected.put(ids[i], i + 1);
      }
      fill(ids);
      for (int i = 0; i < 200; i++) {
        long id = random.nextBoolean() ? random.nextInt(700) - 5 : random.nextLong();
        assertThat(table.find(id))
            .as("seed %d, id %d", seed, id)
            .isEqualTo(expected.getOrDefault(id, 0));
      }
      for (int i = 0; i < count; i++) {
        assertThat(table.find(ids[i])).as("seed %d", seed).isEqualTo(i + 1);
      }
      if (random.nextInt(4) == 0) {
        table.trim();
      }
    }
  }

  @Test
  void idsThatAreZeroOrStandTwiceAreRefusedHoweverTheyLie() {
    refuses("location id 2 stands twice", 1, 2, 2);
    refuses("location id 9 stands twice", 9, 1, 9);
    refuses("location id 900 stands twice", 900, 1, 900);
    refuses("location id 18446744073709551615 stands twice", -1, -1);
    refuses("location 2 has id 0", 1, 2, 0);
    refuses("location 0 has id 0", 0);
    refuses("location 1 has id 0", 1L << 50, 0);
  }

  private void refuses(String message, long... ids) {
    assertThatThrownBy(() -> fill(ids))
        .isInstanceOf(MalformedPprofException.class)
        .hasMessage(message);
  }

  @Test
  void tellsWhereIdsDoNotCountFromOne() throws Exception {
    fill(1, 2, 3);
    assertThat(table.isCounted()).isTrue();
    assertThat(table.firstUncounted()).isEqualTo(-1);
    fill(1, 2, 4, 3);
    assertThat(table.isCounted()).isFalse();
    assertThat(table.firstUncounted()).isEqualTo(2);
    assertThat(table.id(2)).isEqualTo(4);
  }
}
