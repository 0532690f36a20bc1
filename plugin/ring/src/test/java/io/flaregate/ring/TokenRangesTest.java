package io.flaregate.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TokenRangesTest {
  private static Instance member(String id, int... tokens) {
    return Instance.active(id, id + ":9095", "", TokenList.of(tokens));
  }

  private static TokenRing ring(Instance... members) {
    return TokenRing.of(RingConfig.DEFAULT, List.of(members));
  }

  private static List<String> ranges(TokenRing ring) {
    List<String> all = new ArrayList<>();
    TokenRanges.visit(
        ring,
        (lastKey, keys, owner) ->
            all.add(Integer.toUnsignedString(lastKey) + " " + keys + " " + owner));
    return all;
  }

  @Test
  void aRingWithoutTokensHasNoStretch() {
    assertThat(ranges(ring(member("a")))).isEmpty();
  }

  @Test
  void theOnlyTokenEndsAllKeys() {
    assertThat(ranges(ring(member("a", 0)))).containsExactly("4294967295 4294967296 0");
  }

  @Test
  void aTokenThatStandsTwiceEndsOneStretch() {
    assertThat(ranges(ring(member("a", 10, 10), member("b", 30, -1))))
        .containsExactly("9 11 0", "29 20 1", "4294967294 4294967265 1");
  }

  @Test
  void stopsWhenItIsTold() {
    List<Integer> owners = new ArrayList<>();
    TokenRanges.visit(
        ring(member("a", 10), member("b", 30)),
        (lastKey, keys, owner) -> {
          owners.add(owner);
          return false;
        });
    assertThat(owners).containsExactly(0);
  }

  @Test
  void everyKeyOfAStretchHasTheReplicasOfItsLastKey() {
    for (long seed = 1; seed <= 30; seed++) {
      Random random = new Random(seed);
      List<Instance> members = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(8); i++) {
        int[] tokens = random.ints(1 + random.nextInt(6)).toArray();
        members.add(Instance.active("m" + i, "a" + i, "z" + i % 3, TokenList.of(tokens)));
      }
      TokenRing ring =
          TokenRing.of(
              RingConfig.DEFAULT.withReplicationFactor(3).withZoneAwareness(true), members);
      long[] total = {0};
      long[] owned = new long[ring.size()];
      ReplicationSet last = new ReplicationSet();
      ReplicationSet other = new ReplicationSet();
      String name = "seed " + seed;
      TokenRanges.visit(
          ring,
          (lastKey, keys, owner) -> {
            total[0] += keys;
            owned[owner] += keys;
            ring.lookup(lastKey, Liveness.ALL_ALIVE, last);
            ring.lookup(
                lastKey
                    - (int) (random.nextLong() >>> 1 & 0x7fffffff) % (int) Math.min(keys, 1 << 30),
                Liveness.ALL_ALIVE,
                other);
            assertThat(members(other)).as(name).isEqualTo(members(last));
            return true;
          });
      assertThat(total[0]).as(name).isEqualTo(1L << 32);
      assertThat(owned).as(name).isEqualTo(ring.ownedKeys());
    }
  }

  private static List<Integer> members(ReplicationSet set) {
    List<Integer> members = new ArrayList<>();
    for (int i = 0; i < set.count(); i++) {
      members.add(set.member(i));
    }
    return members;
  }
}
