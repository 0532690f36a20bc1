package io.flaregate.phlare.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.phlare.config.DistributorRingConfig;
import io.flaregate.phlare.config.KvStoreConfig;
import io.flaregate.phlare.config.PhlareRingConfig;
import io.flaregate.phlare.config.StaticInstance;
import io.flaregate.phlare.membership.stores.Membership;
import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import io.flaregate.ring.RingConfig;
import io.flaregate.ring.StaticTokens;
import io.flaregate.ring.TokenList;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.TestSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InMemoryRingTest {
  private static final RingConfig PLACING = RingConfig.DEFAULT.withReplicationFactor(3);

  private static Instance member(String id, String zone) {
    return Instance.active(id, id + ":1", zone, StaticTokens.derive(id));
  }

  @Test
  void sourceFollowsJoinsStatesAndLeaves() {
    InMemoryRing ring = new InMemoryRing();
    ring.join(member("a", ""));
    AtomicInteger changes = new AtomicInteger();
    try (InMemoryRingSource source = new InMemoryRingSource(ring, PLACING, "test")) {
      source.onChange(changes::incrementAndGet);
      assertThat(ids(source)).containsExactly("a");
      ring.join(member("b", ""));
      assertThat(ids(source)).containsExactly("a", "b");
      ring.state("b", InstanceState.LEAVING);
      assertThat(source.view().ring().instance(1).state()).isEqualTo(InstanceState.LEAVING);
      ring.leave("a");
      ring.leave("a");
      assertThat(ids(source)).containsExactly("b");
      assertThat(changes).hasValue(3);
      assertThat(source.view().source()).isEqualTo("test");
      assertThat(source.view().age(System.nanoTime())).isPositive();
    }
    ring.leaveAll(List.of("b"));
    assertThat(changes).hasValue(3);
    assertThat(ring.members()).isEmpty();
  }

  private static List<String> ids(RingSource source) {
    return source.view().ring().instances().stream().map(Instance::id).toList();
  }

  @Test
  void stateOfSomeoneWhoIsNotThereIsAnError() {
    assertThatThrownBy(() -> new InMemoryRing().state("x", InstanceState.ACTIVE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no member \"x\" in the ring");
  }

  @Test
  void oneNameIsOneRing() {
    String name = InMemoryRingTest.class.getName();
    assertThat(InMemoryRing.named(name)).isSameAs(InMemoryRing.named(name));
    assertThat(InMemoryRing.named(name)).isNotSameAs(InMemoryRing.named(name + "2"));
  }

  @Test
  void noJoinIsLostWhenManyJoinAtOnce() {
    InMemoryRing ring = new InMemoryRing();
    try (InMemoryRingSource source = new InMemoryRingSource(ring, PLACING, "test")) {
      List<CompletableFuture<Void>> joins = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        Instance each = Instance.active("i" + i, "i:1", "", TokenList.of(i));
        joins.add(CompletableFuture.runAsync(() -> ring.join(each)));
      }
      joins.forEach(Await::result);
      assertThat(source.view().ring().size()).isEqualTo(64);
    }
  }

  @Test
  void viewSaysWhatAWriteIsMissing() {
    InMemoryRing ring = new InMemoryRing();
    RingConfig zoneAware = PLACING.withZoneAwareness(true);
    try (InMemoryRingSource plain = new InMemoryRingSource(ring, PLACING, "here");
        InMemoryRingSource zoned = new InMemoryRingSource(ring, zoneAware, "here")) {
      ring.join(member("a", "z1"));
      assertThat(plain.view().missing())
          .isEqualTo(
              "ring from here has 1 healthy ingesters, a write needs 2 (replication_factor: 3)");
      ring.join(member("b", "z1"));
      assertThat(plain.view().missing()).isEmpty();
      assertThat(zoned.view().missing())
          .isEqualTo(
              "ring from here has 1 zones with healthy ingesters, a write needs 2"
                  + " (replication_factor: 3)");
      ring.join(member("c", ""));
      assertThat(zoned.view().missing()).isEmpty();
    }
  }

  @Test
  void staticInstancesBecomeARing() throws ComponentException {
    PhlareRingConfig config =
        new PhlareRingConfig(
            KvStoreConfig.defaults(),
            List.of(
                new StaticInstance("a", "h:1", "z", List.of(0L, 4294967295L)),
                StaticInstance.of("b", "h:2"),
                new StaticInstance("c", "h:3", "out", List.of())),
            Duration.ofMinutes(1),
            2,
            false,
            "out",
            false,
            DistributorRingConfig.defaults());
    try (TestSettings settings = new TestSettings("phlare");
        Membership membership = Membership.open(config, settings.settings())) {
      RingSource source = membership.ingesters();
      assertThat(membership.distributors().view().ring().size()).isZero();
      assertThat(membership.healthyDistributors()).isEqualTo(1);
      assertThat(membership.writer()).isEmpty();
      assertThat(ids(source)).containsExactly("a", "b");
      assertThat(source.view().ring().instance(0).tokens()).isEqualTo(TokenList.of(0, -1));
      assertThat(source.view().ring().instance(1).tokens()).isEqualTo(StaticTokens.derive("b"));
      assertThat(source.view().ring().config().replicationFactor()).isEqualTo(2);
      assertThat(source.view().ring().config().extendWrites()).isTrue();
      assertThat(source.view().source()).isEqualTo("static_instances");
      assertThat(source.view().missing()).isEmpty();
    }
  }
}
