package io.flaregate.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TokenRingTest {
  private static final RingConfig RF3 = RingConfig.DEFAULT.withReplicationFactor(3);

  private static List<Instance> members(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "ingester-" + i)
        .map(id -> Instance.active(id, id + ":9095", "", StaticTokens.derive(id)))
        .toList();
  }

  @Test
  void lookupsAgreeWithANaiveModel() {
    ReplicationSet reused = new ReplicationSet();
    for (long seed = 1; seed <= 400; seed++) {
      Random random = new Random(seed);
      RingConfig config = RandomRings.config(random);
      List<Instance> instances = RandomRings.instances(random, 12, 6);
      TokenRing ring = TokenRing.of(config, instances);
      agree(seed, random, ring, new NaiveRing(config, instances), reused);
    }
  }

  @Test
  void lookupsInCrowdedRingsAgreeWithANaiveModel() {
    ReplicationSet reused = new ReplicationSet();
    for (long seed = 1; seed <= 60; seed++) {
      Random random = new Random(seed);
      RingConfig config = RandomRings.config(random);
      List<Instance> instances = RandomRings.crowded(random, 40, 300);
      TokenRing ring = TokenRing.of(config, instances);
      agree(seed, random, ring, new NaiveRing(config, instances), reused);
    }
  }

  @Test
  void lookupsInShardsAgreeWithANaiveModel() {
    ReplicationSet reused = new ReplicationSet();
    for (long seed = 1; seed <= 300; seed++) {
      Random random = new Random(seed);
      RingConfig config = RandomRings.config(random);
      List<Instance> instances = RandomRings.instances(random, 20, 5);
      int size = random.nextInt(12);
      TokenRing shard = ShuffleShard.select(TokenRing.of(config, instances), "t", size);
      NaiveRing naive = new NaiveRing(config, instances).shardRing("t", size);
      agree(seed, random, shard, naive, reused);
    }
  }

  private static void agree(
      long seed, Random random, TokenRing ring, NaiveRing naive, ReplicationSet set) {
    for (int i = 0; i < 60; i++) {
      int key = RandomRings.key(random, ring.instances());
      ring.lookup(key, ring.config().liveness(RandomRings.NOW_MILLIS), set);
      assertThat(describe(set))
          .as("seed %d, key %s", seed, Integer.toUnsignedString(key))
          .isEqualTo(naive.lookup(Integer.toUnsignedLong(key), RandomRings.NOW_MILLIS));
    }
  }

  private static String describe(ReplicationSet set) {
    if (set.status() != LookupStatus.FOUND) {
      return set.error();
    }
    List<String> ids = IntStream.range(0, set.count()).mapToObj(i -> set.instance(i).id()).toList();
    assertThat(set.minSuccess() + set.maxErrors()).isEqualTo(set.count());
    return ids + " " + set.maxErrors();
  }

  @Test
  void aLookupAllocatesNothing() {
    TokenRing ring = TokenRing.of(RF3, members(10));
    ReplicationSet set = new ReplicationSet();
    byte[] label = "service_name=\u00fc".getBytes(StandardCharsets.UTF_8);
    TokenHasher hasher = new TokenHasher();
    Allocations.assertNone(
        () -> {
          hasher.start(TokenHasher.SEED);
          hasher.label(label, 0, 12, label, 13, label.length - 13);
          ring.lookup(hasher.token(), Liveness.ALL_ALIVE, set);
        });
    assertThat(set.count()).isEqualTo(3);
  }

  @Test
  void anEmptyRingSaysSo() {
    TokenRing ring = TokenRing.of(RF3, List.of());
    assertThatThrownBy(() -> ring.replicas(1, Liveness.ALL_ALIVE))
        .isInstanceOfSatisfying(
            RingLookupException.class,
            e -> assertThat(e.status()).isEqualTo(LookupStatus.EMPTY_RING))
        .hasMessage("empty ring");
    assertThat(ring.zones()).isEmpty();
    assertThat(ring.ownedKeys()).isEmpty();
  }

  @Test
  void aFailureCarriesNoStackTraceAndNamesTheUnhealthyAddresses() {
    List<Instance> members =
        members(3).stream()
            .map(i -> i.id().equals("ingester-0") ? i : i.withState(InstanceState.of(7)))
            .toList();
    TokenRing ring = TokenRing.of(RF3, members);
    assertThatThrownBy(() -> ring.replicas(1, Liveness.ALL_ALIVE))
        .isInstanceOfSatisfying(
            RingLookupException.class, e -> assertThat(e.getStackTrace()).isEmpty())
        .hasMessageStartingWith(
            "at least 2 live replicas required, could only find 1 - unhealthy instances: ")
        .hasMessageContainingAll("ingester-1:9095", "ingester-2:9095", ",");
  }

  @Test
  void aSetThatHasNothingInItRefusesToGiveIt() {
    ReplicationSet set = new ReplicationSet();
    assertThatThrownBy(set::toReplicas).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> set.member(0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(set.maxErrors()).isZero();
  }

  @Test
  void membersOfExcludedZonesAreLeftOut() {
    Instance a = Instance.active("a", "a:1", "zone-a", TokenList.of(1));
    Instance b = Instance.active("b", "b:1", "zone-b", TokenList.of(2));
    RingConfig config = new RingConfig(1, false, true, Duration.ofMinutes(1), Set.of("zone-b"));
    assertThat(TokenRing.of(config, List.of(b, a)).instances()).containsExactly(a);
  }

  @Test
  void twoMembersOfOneIdAreRefused() {
    Instance a = Instance.active("a", "a:1", "", TokenList.empty());
    assertThatThrownBy(() -> TokenRing.of(RF3, List.of(a, a)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two ring members have the id a");
  }

  @Test
  void newsWithoutNewTokensShareTheTables() {
    TokenRing ring = TokenRing.of(RF3, members(5));
    List<Instance> later = members(5).stream().map(i -> i.withHeartbeat(77)).toList();
    TokenRing beat = ring.withInstances(later);
    assertThat(beat.topology()).isSameAs(ring.topology());
    assertThat(beat.instance(0).heartbeatUnixSeconds()).isEqualTo(77);
    List<Instance> changed = new ArrayList<>(later);
    changed.set(2, later.get(2).withTokens(TokenList.of(5)));
    assertThat(beat.withInstances(changed).topology()).isNotSameAs(ring.topology());
    assertThat(beat.withInstances(later.subList(0, 4)).topology()).isNotSameAs(ring.topology());
    List<Instance> readOnly = new ArrayList<>(later);
    readOnly.set(1, later.get(1).withReadOnly(true, 78));
    assertThat(beat.withInstances(readOnly).topology()).isNotSameAs(ring.topology());
  }

  @Test
  void membersAreOrderedByTheUtf8BytesOfTheirIds() {
    List<Instance> instances =
        Stream.of("\ud83d\ude00", "\uffee", "z", "\u00e4")
            .map(id -> Instance.active(id, id, "", TokenList.empty()))
            .toList();
    assertThat(TokenRing.of(RF3, instances).instances())
        .extracting(Instance::id)
        .containsExactly("z", "\u00e4", "\uffee", "\ud83d\ude00");
  }

  @Test
  void ownedKeysAddUpToTheWholeRing() {
    TokenRing ring = TokenRing.of(RF3, members(7));
    assertThat(Arrays.stream(ring.ownedKeys()).sum()).isEqualTo(1L << 32);
    TokenRing two =
        TokenRing.of(
            RF3,
            List.of(
                Instance.active("a", "a", "", TokenList.of(10)),
                Instance.active("b", "b", "", TokenList.of(-1, 4))));
    assertThat(two.ownedKeys()).containsExactly(6, (1L << 32) - 6);
  }

  @Test
  void configurationOutOfRangeIsRefused() {
    assertThatThrownBy(() -> RF3.withReplicationFactor(0))
        .hasMessage("replication_factor must be at least 1: 0");
    assertThatThrownBy(() -> new RingConfig(1, true, true, Duration.ofMillis(-1), Set.of()))
        .hasMessage("heartbeat_timeout must not be negative: PT-0.001S");
  }

  @Test
  void heartbeatsOfAnyAgeAreJudgedWithoutOverflow() {
    Liveness liveness = Liveness.heartbeat(1_000_500, 60_000);
    Instance member = members(1).get(0);
    assertThat(liveness.isAlive(member.withHeartbeat(941))).isTrue();
    assertThat(liveness.isAlive(member.withHeartbeat(940))).isFalse();
    assertThat(liveness.isAlive(member.withHeartbeat(Long.MAX_VALUE))).isTrue();
    assertThat(liveness.isAlive(member.withHeartbeat(Long.MIN_VALUE))).isFalse();
  }
}
