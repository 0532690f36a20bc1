package io.flaregate.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShuffleShardTest {
  @Test
  void shardsAgreeWithANaiveModel() {
    for (long seed = 1; seed <= 300; seed++) {
      Random random = new Random(seed);
      RingConfig config = RandomRings.config(random);
      List<Instance> instances = RandomRings.instances(random, 20, 5);
      TokenRing ring = TokenRing.of(config, instances);
      NaiveRing naive = new NaiveRing(config, instances);
      for (int size = -1; size < 12; size++) {
        String tenant = "tenant-" + random.nextInt(1000);
        assertThat(ShuffleShard.select(ring, tenant, size).instances())
            .as("seed %d, tenant %s, size %d, %s", seed, tenant, size, instances)
            .extracting(Instance::id)
            .containsExactlyInAnyOrderElementsOf(naive.shard(tenant, size));
      }
    }
  }

  @Test
  void aShardGrowsByAddingMembersOnly() {
    List<Instance> instances = RandomRings.instances(new Random(3), 20, 5);
    TokenRing ring = TokenRing.of(RingConfig.DEFAULT, instances);
    List<Instance> before = List.of();
    for (int size = 1; size < 20; size++) {
      List<Instance> now = ShuffleShard.select(ring, "t", size).instances();
      assertThat(now).containsAll(before);
      before = now;
    }
  }

  @Test
  void theLargestSizeIsNoProblem() {
    List<Instance> instances = RandomRings.instances(new Random(5), 20, 5);
    for (boolean zones : new boolean[] {true, false}) {
      TokenRing ring = TokenRing.of(RingConfig.DEFAULT.withZoneAwareness(zones), instances);
      assertThat(ShuffleShard.select(ring, "t", Integer.MAX_VALUE).size()).isPositive();
    }
  }

  @Test
  void withoutReadOnlyMembersAndSizeTheRingIsItsOwnShard() {
    TokenRing ring =
        TokenRing.of(
            RingConfig.DEFAULT, List.of(Instance.active("a", "a", "", TokenList.of(1, 2))));
    assertThat(ShuffleShard.select(ring, "t", 0)).isSameAs(ring);
  }
}
