package io.flaregate.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShardCacheTest {
  private static List<Instance> members(long heartbeat) {
    return IntStream.range(0, 12)
        .mapToObj(i -> "ingester-" + i)
        .map(id -> Instance.active(id, id, "", StaticTokens.derive(id)).withHeartbeat(heartbeat))
        .toList();
  }

  @Test
  void theSameTenantGetsTheSameRing() {
    TokenRing ring = TokenRing.of(RingConfig.DEFAULT, members(1));
    ShardCache cache = new ShardCache(1 << 20);
    TokenRing shard = cache.select(ring, "t", 3);
    assertThat(shard.size()).isEqualTo(3);
    assertThat(cache.select(ring, "t", 3)).isSameAs(shard);
    assertThat(cache.select(ring, "t", 4).size()).isEqualTo(4);
    assertThat(cache.select(ring, "u", 3)).isNotSameAs(shard);
    assertThat(cache.size()).isEqualTo(3);
  }

  @Test
  void heartbeatsReachTheShardWithoutChoosingAnew() {
    TokenRing ring = TokenRing.of(RingConfig.DEFAULT, members(1));
    ShardCache cache = new ShardCache(1 << 20);
    TokenRing shard = cache.select(ring, "t", 3);
    TokenRing later = cache.select(ring.withInstances(members(2)), "t", 3);
    assertThat(later.topology()).isSameAs(shard.topology());
    assertThat(later.instances()).extracting(Instance::heartbeatUnixSeconds).containsOnly(2L);
    assertThat(later.instances())
        .extracting(Instance::id)
        .isEqualTo(shard.instances().stream().map(Instance::id).toList());
  }

  @Test
  void tenantsWithoutASizeShareOneRing() {
    List<Instance> members = new ArrayList<>(members(1));
    members.set(0, members.get(0).withReadOnly(true, 1));
    TokenRing ring = TokenRing.of(RingConfig.DEFAULT, members);
    ShardCache cache = new ShardCache(1 << 20);
    TokenRing shard = cache.select(ring, "t", 0);
    assertThat(shard.size()).isEqualTo(11);
    assertThat(cache.select(ring, "u", -1)).isSameAs(shard);
    assertThat(cache.size()).isEqualTo(1);
  }

  @Test
  void otherMembersEmptyTheCache() {
    TokenRing ring = TokenRing.of(RingConfig.DEFAULT, members(1));
    ShardCache cache = new ShardCache(1 << 20);
    cache.select(ring, "t", 3);
    cache.select(ring, "u", 3);
    TokenRing smaller = ring.withInstances(members(1).subList(0, 8));
    assertThat(cache.select(smaller, "t", 3).instances())
        .isEqualTo(ShuffleShard.select(smaller, "t", 3).instances());
    assertThat(cache.size()).isEqualTo(1);
  }

  @Test
  void theLeastRecentlyUsedGoesFirst() {
    TokenRing ring = TokenRing.of(RingConfig.DEFAULT, members(1));
    ShardCache probe = new ShardCache(1 << 20);
    probe.select(ring, "a", 3);
    long one = probe.estimatedBytes();
    ShardCache cache = new ShardCache(2 * one);
    TokenRing a = cache.select(ring, "a", 3);
    TokenRing b = cache.select(ring, "b", 3);
    assertThat(cache.select(ring, "a", 3)).isSameAs(a);
    cache.select(ring, "c", 3);
    assertThat(cache.size()).isEqualTo(2);
    assertThat(cache.select(ring, "a", 3)).isSameAs(a);
    assertThat(cache.select(ring, "b", 3)).isNotSameAs(b);
  }

  @Test
  void theBoundHoldsAndAllAnswersStayRight() {
    Random random = new Random(9);
    ShardCache cache = new ShardCache(20_000);
    TokenRing ring = TokenRing.of(RingConfig.DEFAULT, members(0));
    for (int i = 0; i < 2000; i++) {
      if (random.nextInt(10) == 0) {
        int from = random.nextInt(20) == 0 ? 1 : 0;
        ring = ring.withInstances(members(i).subList(from, 12));
      }
      String tenant = "t" + random.nextInt(30);
      int size = random.nextInt(6);
      assertThat(cache.select(ring, tenant, size).instances())
          .isEqualTo(ShuffleShard.select(ring, tenant, size).instances());
      assertThat(cache.estimatedBytes()).isBetween(0L, 20_000L);
    }
  }

  @Test
  void withoutRoomNothingIsKept() {
    ShardCache cache = new ShardCache(0);
    TokenRing ring = TokenRing.of(RingConfig.DEFAULT, members(1));
    assertThat(cache.select(ring, "t", 2).size()).isEqualTo(2);
    assertThat(cache.size()).isZero();
    assertThat(cache.estimatedBytes()).isZero();
    assertThatThrownBy(() -> new ShardCache(-1)).hasMessage("maxBytes must not be negative: -1");
  }
}
