package io.flaregate.ring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code go_rand.json} and {@code go_rand_table.json}. */
class GoRandomVectorTest {
  @Test
  void everySeedGivesGosNumbers() {
    List<JsonNode> cases = Vectors.cases("go_rand.json");
    for (JsonNode c : cases) {
      long seed = Long.parseLong(c.get("seed").textValue());
      String name = "seed " + seed;
      GoRandom int63 = new GoRandom(seed);
      c.required("int63")
          .forEach(n -> assertThat(Long.toString(int63.int63())).as(name).isEqualTo(n.asText()));
      GoRandom uint32 = new GoRandom(seed);
      c.required("uint32")
          .forEach(n -> assertThat(uint32.uint32()).as(name).isEqualTo(Vectors.token(n)));
      GoRandom intn = new GoRandom(seed);
      for (int i = 0; i < c.required("intn").size(); i++) {
        assertThat(intn.intn(i + 1)).as(name).isEqualTo(c.get("intn").get(i).intValue());
      }
      uint64At(c, seed);
    }
    Vectors.report("go_rand.json", cases.size(), "");
  }

  private static void uint64At(JsonNode c, long seed) {
    GoRandom random = new GoRandom(0);
    random.seed(seed);
    long drawn = -1;
    long value = 0;
    for (JsonNode at : c.required("uint64_at")) {
      for (; drawn < at.required("index").longValue(); drawn++) {
        value = random.uint64();
      }
      assertThat(Long.toUnsignedString(value))
          .as("seed %d, index %d", seed, drawn)
          .isEqualTo(at.required("uint64").textValue());
    }
  }

  @Test
  void theTableHoldsGosConstants() {
    List<JsonNode> cases = Vectors.cases("go_rand_table.json");
    long[] table = Tables.read("go-rand-table.txt");
    assertThat(table)
        .containsExactly(cases.stream().mapToLong(n -> Long.parseLong(n.asText())).toArray());
    Vectors.report("go_rand_table.json", cases.size(), "");
  }
}
