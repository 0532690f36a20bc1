package io.flaregate.profiles.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.profiles.wire.Varints;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IdWordsTest {
  private static final int SEEDS = 20_000;

  private final byte[] bytes = new byte[32];
  private final int[] ids = new int[Long.BYTES];
  private final int[] column = new int[Long.BYTES + 1];

  private void write(Random random, int bound) {
    int at = 1;
    for (int i = 0; i < ids.length; i++) {
      ids[i] = random.nextInt(random.nextInt(bound) + 1);
      at = Varints.put(bytes, at, ids[i]);
    }
  }

  private boolean allWithin(int count, int last) {
    return Arrays.stream(ids, 0, count).allMatch(id -> id > 0 && id <= last);
  }

  @Test
  void putsEightIdsOfOneByte() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      write(random, 1 << 7);
      int last = random.nextInt(1 << 7);
      long word = IdWords.word(bytes, 1);
      assertThat(IdWords.isEight(word)).isTrue();
      int outside = IdWords.putEight(word, column, 1, last);
      assertThat(Arrays.copyOfRange(column, 1, 9)).isEqualTo(ids);
      assertThat(outside >= 0).as("seed %d", seed).isEqualTo(allWithin(8, last));
    }
  }

  @Test
  void putsFourIdsOfOneOrTwoBytes() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      write(random, 1 << 14);
      int last = random.nextInt(1 << 14);
      long word = IdWords.word(bytes, 1);
      assertThat(IdWords.isShort(word)).isTrue();
      int outside = IdWords.putFour(word, column, 1, last);
      assertThat(Arrays.copyOfRange(column, 1, 5)).isEqualTo(Arrays.copyOf(ids, 4));
      assertThat(outside >= 0).as("seed %d", seed).isEqualTo(allWithin(4, last));
      int width = Arrays.stream(ids, 0, 4).map(Varints::size).sum();
      assertThat(IdWords.widthOfFour(word)).isEqualTo(width);
    }
  }

  @Test
  void anIdOfThreeBytesIsNotShort() {
    for (int place = 0; place < Long.BYTES - 1; place++) {
      Arrays.fill(bytes, (byte) 1);
      Varints.put(bytes, place, 1 << 14);
      assertThat(IdWords.isShort(IdWords.word(bytes, 0))).isFalse();
    }
  }
}
