package io.flaregate.ring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code shuffle_shard.json} and {@code shuffle_shard_seed.json}. */
class ShuffleShardVectorTest {
  @Test
  void everyTenantGetsTheMembersThatUpstreamGivesIt() {
    List<JsonNode> cases = Vectors.cases("shuffle_shard.json");
    int queries = 0;
    for (JsonNode c : cases) {
      RingConfig config =
          RingConfig.DEFAULT.withZoneAwareness(c.required("zone_awareness_enabled").booleanValue());
      TokenRing ring = TokenRing.of(config, Vectors.instances(c));
      ShardCache cache = new ShardCache(1 << 20);
      for (JsonNode shard : c.required("shards")) {
        String tenant = shard.required("tenant").textValue();
        int size = shard.required("shard_size").intValue();
        List<String> expected = Vectors.texts(shard.required("ids"));
        assertThat(ShuffleShard.select(ring, tenant, size).instances())
            .as("%s: %s, %d", c.get("name"), tenant, size)
            .extracting(Instance::id)
            .containsExactlyElementsOf(expected);
        assertThat(cache.select(ring, tenant, size).instances())
            .extracting(Instance::id)
            .containsExactlyElementsOf(expected);
        queries++;
      }
    }
    Vectors.report("shuffle_shard.json", cases.size(), ", " + queries + " queries");
  }

  @Test
  void everySeedAndItsFirstNumbersAreUpstreams() {
    List<JsonNode> cases = Vectors.cases("shuffle_shard_seed.json");
    for (JsonNode c : cases) {
      long seed =
          ShuffleShard.seed(c.required("identifier").textValue(), c.required("zone").textValue());
      assertThat(Long.toString(seed)).as(c.toString()).isEqualTo(c.get("seed").textValue());
      GoRandom random = new GoRandom(seed);
      c.required("uint32")
          .forEach(n -> assertThat(random.uint32()).as(c.toString()).isEqualTo(Vectors.token(n)));
    }
    Vectors.report("shuffle_shard_seed.json", cases.size(), "");
  }
}
