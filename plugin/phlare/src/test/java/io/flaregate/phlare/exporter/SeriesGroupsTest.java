package io.flaregate.phlare.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.testing.TestProfiles;
import io.flaregate.spi.profiles.Profiles;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Grouping by merge key against a map of texts. */
class SeriesGroupsTest {
  private static final int ROUNDS = 300;

  @Test
  void groupsAreThoseOfANaiveModel() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      TestProfiles all = new TestProfiles();
      Map<String, List<Integer>> expected = new LinkedHashMap<>();
      BitSet left = new BitSet();
      int rows = random.nextInt(40);
      for (int row = 0; row < rows; row++) {
        boolean leftOut = random.nextInt(5) == 0;
        left.set(row, leftOut);
        String key = addRow(all, random, row);
        if (!leftOut) {
          expected.computeIfAbsent(key, absent -> new ArrayList<>()).add(row);
        }
      }
      Profiles profiles = all.build();
      MergeKeys keys = new MergeKeys(profiles, 1, random.nextInt());
      SeriesGroups groups = SeriesGroups.of(keys, rows, left);
      List<List<Integer>> actual = new ArrayList<>();
      for (int group = 0; group < groups.size(); group++) {
        List<Integer> members = new ArrayList<>();
        for (int row : groups.rows(group)) {
          members.add(row);
        }
        assertThat(groups.first(group)).isEqualTo(members.get(0));
        actual.add(members);
      }
      assertThat(actual)
          .as("seed %d, round %d", seed, round)
          .isEqualTo(new ArrayList<>(expected.values()));
      assertThat(groups.rowCount()).isEqualTo(rows - left.cardinality());
    }
  }

  /** Adds a row of one of a few keys and returns the key as a text. */
  private static String addRow(TestProfiles all, Random random, int row) {
    String name = random.nextBoolean() ? "memory" : "process_cpu";
    String type = random.nextBoolean() ? "alloc_space" : "cpu";
    Map<String, String> labels = new TreeMap<>(Map.of("__name__", name));
    labels.put("service_name", "s" + random.nextInt(2));
    long millis = random.nextInt(2);
    TestProfiles.Row added = all.row(labels).type(type, "u").sample("f", 1);
    added.time(TestProfiles.TIME + millis * 1_000_000 + random.nextInt(1_000_000));
    boolean delta = random.nextBoolean();
    if (delta) {
      added.label("__delta__", "false");
    }
    boolean cumulative = name.equals("memory") && type.equals("alloc_space") && !delta;
    return labels + type + millis + (cumulative ? " row " + row : "");
  }
}
