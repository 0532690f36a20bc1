package io.flaregate.profiles.merge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.spi.profiles.StringTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextTableTest {

  @Test
  void equalTextsHaveEqualIds() {
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      TextTable table = new TextTable();
      Map<String, Integer> expected = new HashMap<>(Map.of("", 0));
      for (int i = 0; i < 500; i++) {
        String text = "é".repeat(random.nextInt(4)) + random.nextInt(40);
        Integer known = expected.putIfAbsent(text, expected.size());
        byte[] bytes = ("<" + text + ">").getBytes(UTF_8);
        StringTable other =
            StringTable.of(bytes, new int[] {0, 1}, new int[] {0, bytes.length - 2}, 2);
        int id = random.nextBoolean() ? table.intern(other, 1) : table.intern(text.getBytes(UTF_8));
        assertThat(id)
            .as("seed %d", seed)
            .isEqualTo(known == null ? expected.size() - 1 : known.intValue());
      }
      StringTable built = table.toStringTable();
      assertThat(built.size()).isEqualTo(expected.size());
      expected.forEach((text, id) -> assertThat(built.get(id)).isEqualTo(text));
    }
  }

  @Test
  void textsThatCollideUnderStringsHashTakeLinearTime() {
    TextTable table = new TextTable();
    for (int i = 0; i < 1 << 18; i++) {
      StringBuilder text = new StringBuilder();
      for (int bit = 0; bit < 18; bit++) {
        text.append((i >>> bit & 1) == 0 ? "Aa" : "BB");
      }
      assertThat(table.intern(text.toString().getBytes(UTF_8))).isEqualTo(i + 1);
    }
  }

  @Test
  void ranksAreThoseOfUnsignedBytes() {
    List<String> texts =
        new ArrayList<>(List.of("b", "", "a", "é", "\uFFFF", "\uD83D\uDE00", "ab"));
    TextTable table = new TextTable();
    int[] ids = texts.stream().mapToInt(text -> table.intern(text.getBytes(UTF_8))).toArray();
    int[] ranks = table.ranks(ids, ids.length);
    texts.sort((one, other) -> Arrays.compareUnsigned(one.getBytes(UTF_8), other.getBytes(UTF_8)));
    for (int i = 0; i < texts.size(); i++) {
      assertThat(ranks[table.intern(texts.get(i).getBytes(UTF_8))]).isEqualTo(i);
    }
  }
}
