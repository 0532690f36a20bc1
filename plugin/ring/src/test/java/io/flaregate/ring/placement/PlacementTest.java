package io.flaregate.ring.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.ring.Instance;
import io.flaregate.ring.Liveness;
import io.flaregate.ring.RingConfig;
import io.flaregate.ring.StaticTokens;
import io.flaregate.ring.TokenRing;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlacementTest {
  private static List<Instance> members(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "ingester-" + i)
        .map(id -> Instance.active(id, id + ":9095", "", StaticTokens.derive(id, 4)))
        .toList();
  }

  @Test
  void theTokenRingIsOnePlacementOfTwo() {
    TokenRing ring = TokenRing.of(RingConfig.DEFAULT.withReplicationFactor(3), members(5));
    SeriesKey series = SeriesKey.of("t", "service_name", "svc");
    Placement byRing = new RingPlacement(ring, Liveness.ALL_ALIVE);
    assertThat(byRing.place(series)).isEqualTo(ring.replicas(series.token(), Liveness.ALL_ALIVE));
    assertThat(byRing.place(series).minSuccess()).isEqualTo(2);
    Placement byJump = new JumpPlacement(members(5), Liveness.ALL_ALIVE, 0, 1);
    assertThat(byJump.place(series).minSuccess()).isEqualTo(1);
  }

  @Test
  void jumpHashMovesKeysToTheNewBucketOnly() {
    for (long key = -500; key < 500; key++) {
      long spread = key * 0x9E3779B97F4A7C15L;
      for (int buckets = 1; buckets < 20; buckets++) {
        int before = JumpPlacement.jump(spread, buckets);
        int after = JumpPlacement.jump(spread, buckets + 1);
        assertThat(before).isBetween(0, buckets - 1);
        assertThat(after == before || after == buckets).as("key %d", key).isTrue();
      }
    }
  }

  @Test
  void withoutLiveMembersThereIsNoPlacement() {
    assertThatThrownBy(() -> new JumpPlacement(members(2), instance -> false, 0, 1))
        .hasMessage("failed to read ring: empty ring");
  }
}
