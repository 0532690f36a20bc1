package io.flaregate.phlare.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import io.flaregate.ring.Liveness;
import io.flaregate.ring.ReplicationSet;
import io.flaregate.ring.RingConfig;
import io.flaregate.ring.StaticTokens;
import io.flaregate.ring.TokenRing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ReadQuorumTest {
  private static final int SEEDS = 150;
  private static final int TOKENS = 120;

  private static TokenRing ring(int factor, boolean zones, List<Instance> members) {
    return TokenRing.of(
        new RingConfig(factor, zones, true, Duration.ofMinutes(1), Set.of()), members);
  }

  private static List<Instance> members(int count, int zones) {
    List<Instance> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String zone = zones == 0 ? "" : "z" + i % zones;
      members.add(Instance.active("i" + i, "h" + i + ":1", zone, StaticTokens.derive("i" + i)));
    }
    return members;
  }

  private static ReadQuorum quorum(int factor, int count) {
    return ReadQuorum.of(ring(factor, false, members(count, 0)));
  }

  @Test
  void asManyMayBeMissingAsAWriteLeavesOverForSure() {
    assertThat(quorum(1, 3).needed()).isEqualTo(3);
    assertThat(quorum(2, 3).needed()).isEqualTo(2);
    assertThat(quorum(3, 3).needed()).isEqualTo(2);
    assertThat(quorum(3, 20).needed()).isEqualTo(19);
    assertThat(quorum(4, 6).needed()).isEqualTo(4);
    assertThat(quorum(5, 5).needed()).isEqualTo(3);
  }

  @Test
  void aRingThatIsSmallerThanItsReplicationFactorHasLostMembers() {
    ReadQuorum one = quorum(3, 1);
    assertThat(one.needed()).isEqualTo(2);
    assertThat(one.isReached(Set.of("i0"))).isFalse();
    assertThat(quorum(3, 2).isReached(Set.of("i0"))).isFalse();
    assertThat(quorum(3, 2).isReached(Set.of("i0", "i1"))).isTrue();
  }

  @Test
  void aZoneAnswersWhenAllOfItsMembersDo() {
    ReadQuorum six = ReadQuorum.of(ring(3, true, members(6, 3)));
    assertThat(six.size()).isEqualTo(3);
    assertThat(six.isReached(Set.of("i0", "i1", "i3", "i4"))).isTrue();
    assertThat(six.isReached(Set.of("i0", "i1", "i2", "i3", "i5"))).isTrue();
    assertThat(six.isReached(Set.of("i0", "i1", "i2", "i3"))).isFalse();
    assertThat(six.describe(Set.of("i0", "i1", "i2", "i3")))
        .isEqualTo("1 of 3 zones answered whole, 2 are needed (replication factor 3)");
  }

  @Test
  void whoHasLeftDoesNotCountAndWhoIsReadOnlyDoes() {
    List<Instance> members = members(4, 0);
    members.set(0, members.get(0).withState(InstanceState.LEFT));
    members.set(1, members.get(1).withReadOnly(true, 1));
    ReadQuorum quorum = ReadQuorum.of(ring(3, false, members));

    assertThat(quorum.size()).isEqualTo(3);
    assertThat(quorum.isReached(Set.of("i0", "i2"))).isFalse();
    assertThat(quorum.describe(Set.of("i1")))
        .isEqualTo("1 of 3 ingesters answered, 2 are needed (replication factor 3)");
  }

  /** No write that the ring itself calls stored may be on missing members only. */
  @Test
  void whereItIsReachedEveryAcknowledgedWriteIsSeen() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      int factor = 1 + random.nextInt(5);
      boolean zones = random.nextBoolean();
      List<Instance> members = members(1 + random.nextInt(9), zones ? random.nextInt(5) : 0);
      Set<String> dead = new HashSet<>();
      for (int i = 0; i < members.size(); i++) {
        if (random.nextInt(5) == 0) {
          members.set(i, members.get(i).withState(InstanceState.of(1 + random.nextInt(3))));
        }
        if (random.nextInt(6) == 0) {
          dead.add(members.get(i).id());
        }
      }
      TokenRing ring = ring(factor, zones, members);
      ReadQuorum quorum = ReadQuorum.of(ring);
      for (int subset = 0; subset < 1 << members.size(); subset++) {
        Set<String> answered = new HashSet<>();
        for (int i = 0; i < members.size(); i++) {
          if ((subset & (1 << i)) != 0) {
            answered.add(members.get(i).id());
          }
        }
        if (quorum.isReached(answered)) {
          assertSeen(seed, random, ring, m -> !dead.contains(m.id()), answered);
        }
      }
    }
  }

  private static void assertSeen(
      int seed, Random random, TokenRing ring, Liveness liveness, Set<String> answered) {
    ReplicationSet set = new ReplicationSet();
    for (int i = 0; i < TOKENS / 10; i++) {
      if (!ring.lookup(random.nextInt(), liveness, set)) {
        continue;
      }
      int missing = 0;
      for (int replica = 0; replica < set.count(); replica++) {
        missing += answered.contains(set.instance(replica).id()) ? 0 : 1;
      }
      assertThat(missing)
          .as("seed %d: missing replicas of a set, with %s of %s", seed, answered, ring.instances())
          .isLessThan(set.minSuccess());
    }
  }
}
