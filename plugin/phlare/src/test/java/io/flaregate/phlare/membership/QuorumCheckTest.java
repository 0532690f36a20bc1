package io.flaregate.phlare.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import io.flaregate.ring.Liveness;
import io.flaregate.ring.ReplicationSet;
import io.flaregate.ring.RingConfig;
import io.flaregate.ring.ShardCache;
import io.flaregate.ring.ShuffleShard;
import io.flaregate.ring.StaticTokens;
import io.flaregate.ring.TokenList;
import io.flaregate.ring.TokenRing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class QuorumCheckTest {
  private static final RingConfig THREE = RingConfig.DEFAULT.withReplicationFactor(3);

  private static Instance member(String id, String zone, InstanceState state) {
    return Instance.active(id, id + ":9095", zone, StaticTokens.derive(id, 8)).withState(state);
  }

  private static Instance active(String id) {
    return member(id, "", InstanceState.ACTIVE);
  }

  private static Liveness without(String... dead) {
    return member -> !Set.of(dead).contains(member.id());
  }

  private static String missing(RingConfig config, Liveness liveness, Instance... members) {
    TokenRing ring = TokenRing.of(config, Arrays.asList(members));
    return new RingView(ring, liveness, "here", 0).missing();
  }

  private static String missing(RingConfig config, Instance... members) {
    return missing(config, Liveness.ALL_ALIVE, members);
  }

  @Test
  void anEmptyRingMissesTheMajorityOfItsReplicationFactor() {
    for (int factor = 1; factor <= 5; factor++) {
      assertThat(missing(RingConfig.DEFAULT.withReplicationFactor(factor)))
          .isEqualTo(
              "ring from here has 0 healthy ingesters, a write needs "
                  + List.of(1, 2, 2, 3, 3).get(factor - 1)
                  + " (replication_factor: "
                  + factor
                  + ")");
    }
  }

  @Test
  void oneCopyNeedsOneIngesterAndTwoNeedBoth() {
    RingConfig one = RingConfig.DEFAULT;
    RingConfig two = one.withReplicationFactor(2);
    assertThat(missing(one, active("a"))).isEmpty();
    assertThat(missing(two, active("a")))
        .isEqualTo(
            "ring from here has 1 healthy ingesters, a write needs 2 (replication_factor: 2)");
    assertThat(missing(two, active("a"), active("b"))).isEmpty();
  }

  @Test
  void aDeadMemberIsOneLess() {
    Instance[] members = {active("a"), active("b"), active("c")};
    assertThat(missing(THREE, without("a"), members)).isEmpty();
    assertThat(missing(THREE, without("a", "b"), members))
        .isEqualTo(
            "ring from here has 1 healthy ingesters, a write needs 2 (replication_factor: 3)");
  }

  @Test
  void membersThatAreNotActiveRaiseWhatAWriteNeeds() {
    Instance a = active("a");
    Instance b = active("b");
    Instance leaving = member("c", "", InstanceState.LEAVING);
    Instance joining = member("d", "", InstanceState.JOINING);
    // Three are asked, two are needed.
    assertThat(missing(THREE, a, b, leaving)).isEmpty();
    // Two stand-ins make it four asked and three needed, wherever the walk begins.
    assertThat(missing(THREE, a, b, leaving, joining))
        .startsWith("ring from here: at least 3 live replicas required, could only find 2")
        .contains(" - unhealthy instances: ")
        .contains("c:9095", "d:9095");
    assertThat(missing(THREE, a, b, active("e"), leaving, joining)).isEmpty();
  }

  @Test
  void pendingMembersWithoutTokensAreNotAsked() {
    Instance pending =
        Instance.active("p", "p:1", "", TokenList.empty()).withState(InstanceState.PENDING);
    assertThat(missing(THREE, active("a"), active("b"), pending)).isEmpty();
    assertThat(missing(RingConfig.DEFAULT, Instance.active("a", "a:1", "", TokenList.empty())))
        .isEqualTo("ring from here: empty ring");
  }

  @Test
  void zonesCountRatherThanMembersIfTheRingIsAwareOfThem() {
    RingConfig zoned = THREE.withZoneAwareness(true);
    Instance a = member("a", "z1", InstanceState.ACTIVE);
    Instance b = member("b", "z1", InstanceState.ACTIVE);
    Instance c = member("c", "z2", InstanceState.ACTIVE);
    Instance d = member("d", "z3", InstanceState.ACTIVE);
    assertThat(missing(zoned, a, b))
        .isEqualTo(
            "ring from here has 1 zones with healthy ingesters, a write needs 2"
                + " (replication_factor: 3)");
    assertThat(missing(zoned, a, b, c)).isEmpty();
    assertThat(missing(zoned, without("c"), a, b, c, d)).isEmpty();
    assertThat(missing(zoned, without("c", "d"), a, b, c, d))
        .startsWith("ring from here has 1 zones with healthy ingesters");
  }

  @Test
  void readOnlyMembersTakeNoWrites() {
    Instance a = active("a");
    Instance b = active("b").withReadOnly(true, 1);
    assertThat(missing(THREE, a, b, active("c"))).isEmpty();
    assertThat(missing(THREE, a, b))
        .isEqualTo(
            "ring from here has 1 healthy ingesters, a write needs 2 (replication_factor: 3)");
  }

  @Test
  void oneWritableSeriesIsEnough() {
    // b and c are dead and neighbours: every series asks one of them, some ask only one.
    Instance[] members =
        IntStream.range(0, 5)
            .mapToObj(
                i -> Instance.active("m" + i, "m" + i, "", TokenList.of(i * 100, i * 100 + 1)))
            .toArray(Instance[]::new);
    assertThat(missing(THREE, without("m1", "m2"), members)).isEmpty();
  }

  @Test
  void aLargeRingWithoutQuorumIsWalkedOnceASecond() {
    List<Instance> members = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      InstanceState state = i < 2 ? InstanceState.ACTIVE : InstanceState.LEAVING;
      members.add(
          Instance.active("m" + i, "m" + i, "", StaticTokens.derive("m" + i)).withState(state));
    }
    long[] now = {0};
    QuorumCheck check = new QuorumCheck(new ShardCache(0), () -> now[0]);
    TokenRing broken = TokenRing.of(THREE, members);
    TokenRing whole =
        broken.withInstances(members.stream().map(m -> m.withState(InstanceState.ACTIVE)).toList());
    String missing = check.missing(new RingView(broken, Liveness.ALL_ALIVE, "here", 0));
    assertThat(missing).startsWith("ring from here: at least 21 live replicas required");
    now[0] = 999_999_999;
    assertThat(check.missing(new RingView(whole, Liveness.ALL_ALIVE, "here", 0)))
        .isEqualTo(missing);
    now[0] = 1_000_000_000;
    assertThat(check.missing(new RingView(whole, Liveness.ALL_ALIVE, "here", 0))).isEmpty();
  }

  @Test
  void agreesWithLookupsOfAllKindsOfKeysInRandomRings() {
    for (long seed = 1; seed <= 300; seed++) {
      Random random = new Random(seed);
      List<Instance> members = new ArrayList<>();
      for (int i = 0; i < random.nextInt(7); i++) {
        int[] tokens = random.ints(random.nextInt(4), 0, 40).toArray();
        Instance one =
            Instance.active(
                    "m" + i,
                    "m" + i,
                    random.nextBoolean() ? "z" + random.nextInt(3) : "",
                    TokenList.of(tokens))
                .withState(InstanceState.of(random.nextInt(3) == 0 ? random.nextInt(6) : 0));
        members.add(one.withReadOnly(random.nextInt(5) == 0, 1));
      }
      RingConfig config =
          RingConfig.DEFAULT
              .withReplicationFactor(1 + random.nextInt(4))
              .withZoneAwareness(random.nextBoolean());
      int deadBits = random.nextInt(128) & (int) (seed * 31);
      Liveness liveness =
          member -> (deadBits >>> Integer.parseInt(member.id().substring(1)) & 1) == 0;
      TokenRing ring = TokenRing.of(config, members);
      String missing = new RingView(ring, liveness, "here", 0).missing();
      TokenRing writable = ShuffleShard.select(ring, "tenant", 0);
      ReplicationSet set = new ReplicationSet();
      boolean can =
          IntStream.rangeClosed(-1, 41).anyMatch(key -> writable.lookup(key, liveness, set));
      assertThat(missing.isEmpty()).as("seed %d: %s", seed, missing).isEqualTo(can);
    }
  }
}
