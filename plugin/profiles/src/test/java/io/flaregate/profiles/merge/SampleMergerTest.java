package io.flaregate.profiles.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SampleMergerTest {

  @Test
  void sumsEqualThoseOfANaiveMap() {
    SampleMerger merger = new SampleMerger();
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int types = 1 + random.nextInt(4);
      int samples = random.nextInt(500);
      int variety = 1 + random.nextInt(12);
      merger.reset(types, random.nextBoolean() ? samples : 0);
      Map<List<Integer>, long[]> expected = new LinkedHashMap<>();
      for (int i = 0; i < samples; i++) {
        List<Integer> key =
            List.of(random.nextInt(variety), random.nextInt(variety), -random.nextInt(variety));
        long[] sums = expected.computeIfAbsent(key, any -> new long[types]);
        int entry = merger.entry(key.get(0), key.get(1), key.get(2));
        for (int type = 0; type < types; type++) {
          long value = random.nextInt(1_000);
          sums[type] += value;
          merger.addValue(entry, type, value);
        }
      }
      isEqual(seed, merger, expected, types);
    }
  }

  private static void isEqual(
      long seed, SampleMerger merger, Map<List<Integer>, long[]> expected, int types) {
    assertThat(merger.size()).as("seed %d", seed).isEqualTo(expected.size());
    assertThat(merger.saturated()).isZero();
    int entry = 0;
    for (Map.Entry<List<Integer>, long[]> each : expected.entrySet()) {
      assertThat(List.of(merger.stack(entry), merger.list(entry), merger.link(entry)))
          .as("seed %d", seed)
          .isEqualTo(each.getKey());
      for (int type = 0; type < types; type++) {
        assertThat(merger.value(entry, type)).as("seed %d", seed).isEqualTo(each.getValue()[type]);
      }
      entry++;
    }
  }

  @Test
  void sumsThatDoNotFitStayAtTheLargestValueAndAreCounted() {
    SampleMerger merger = new SampleMerger();
    merger.reset(2, 1);
    int entry = merger.entry(1, 2, 3);
    merger.addValue(entry, 0, Long.MAX_VALUE);
    merger.addValue(entry, 0, 1);
    merger.addValue(entry, 1, Long.MAX_VALUE - 1);
    merger.addValue(entry, 1, 1);
    assertThat(merger.value(entry, 0)).isEqualTo(Long.MAX_VALUE);
    assertThat(merger.value(entry, 1)).isEqualTo(Long.MAX_VALUE);
    assertThat(merger.saturated()).isEqualTo(1);
  }

  @Test
  void productsThatDoNotFitStayAtTheLargestValueAndAreCounted() {
    long[] values = {0, 1, 3, 1L << 32, (1L << 62) - 1, 1L << 62, Long.MAX_VALUE / 3};
    long[] expected = {
      0, 2, 6, 1L << 33, Long.MAX_VALUE - 1, Long.MAX_VALUE, 2 * (Long.MAX_VALUE / 3)
    };
    SampleMerger merger = new SampleMerger();
    merger.reset(1, 0);
    for (int i = 0; i < values.length; i++) {
      merger.addValue(merger.entry(i, 0, 0), 0, values[i]);
    }
    merger.multiply(2);
    for (int i = 0; i < values.length; i++) {
      assertThat(merger.value(i, 0))
          .isEqualTo(expected[i] == Long.MAX_VALUE - 1 ? (1L << 63) - 2 : expected[i]);
    }
    assertThat(merger.saturated()).isEqualTo(1);
    merger.multiply(Long.MAX_VALUE);
    assertThat(merger.value(1, 0)).isEqualTo(Long.MAX_VALUE);
    assertThat(merger.value(0, 0)).isZero();
  }

  @Test
  void aMergerForgetsWhatCameBefore() {
    SampleMerger merger = new SampleMerger();
    merger.reset(1, 1_000_000);
    merger.addValue(merger.entry(1, 1, 1), 0, 5);
    merger.trim();
    merger.reset(2, 0);
    assertThat(merger.size()).isZero();
    int entry = merger.entry(1, 1, 1);
    assertThat(merger.value(entry, 0)).isZero();
    assertThat(merger.value(entry, 1)).isZero();
  }
}
