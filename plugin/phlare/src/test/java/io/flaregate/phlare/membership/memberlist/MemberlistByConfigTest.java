package io.flaregate.phlare.membership.memberlist;

import static io.flaregate.phlare.membership.memberlist.Members.active;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.config.DistributorRingConfig;
import io.flaregate.phlare.config.KvStoreConfig;
import io.flaregate.phlare.config.PhlareRingConfig;
import io.flaregate.phlare.membership.stores.Membership;
import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.FakeClock;
import io.flaregate.spi.testing.TestSettings;
import io.flaregate.spi.testing.ThreadWatch;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** kvstore.store: memberlist, from the configuration to the ring. */
class MemberlistByConfigTest {
  private static final String DISTRIBUTORS = "collectors/distributor";
  private static final long NOW = FakeClock.START.getEpochSecond();

  private static PhlareRingConfig config(FakeNode node) {
    KvStoreConfig kvstore = KvStoreConfig.of(KvStoreConfig.Store.MEMBERLIST, "collectors/");
    return new PhlareRingConfig(
        new KvStoreConfig(
            kvstore.store(),
            kvstore.prefix(),
            kvstore.etcd(),
            kvstore.consul(),
            Configs.quick(node.address()),
            kvstore.http(),
            kvstore.multi()),
        List.of(),
        Duration.ofMinutes(1),
        1,
        false,
        "",
        false,
        new DistributorRingConfig(
            true,
            Duration.ofMillis(50),
            Duration.ofMinutes(1),
            "gate",
            "10.0.0.1",
            4040,
            List.of(),
            false));
  }

  @Test
  void ingestersAreJudgedByHeartbeatAndTheGatewayShowsItselfAndLeaves() throws Exception {
    ThreadWatch threads = new ThreadWatch();
    try (TestSettings settings = new TestSettings("phlare", new FakeClock());
        FakeNode node = new FakeNode()) {
      node.put("collectors/ring", active("fresh", NOW, 1), active("stale", NOW - 100, 2));
      try (Membership membership = Membership.open(config(node), settings.settings())) {
        Await.until("both are seen", () -> membership.ingesters().view().ring().size() == 2);
        assertThat(
                membership
                    .ingesters()
                    .view()
                    .ring()
                    .healthyInstances(membership.ingesters().view().liveness()))
            .extracting(Instance::id)
            .containsExactly("fresh");
        Await.until(
            "the gateway is ACTIVE",
            () ->
                node.ring(DISTRIBUTORS).stream()
                    .anyMatch(
                        one ->
                            one.id().equals("gate") && one.state().equals(InstanceState.ACTIVE)));
        Await.until("it sees itself", () -> membership.distributors().view().ring().size() == 1);
        assertThat(membership.healthyDistributors()).isEqualTo(1);
      }
      assertThat(node.ring(DISTRIBUTORS))
          .singleElement()
          .satisfies(one -> assertThat(one.state()).isEqualTo(InstanceState.LEFT));
    }
    threads.assertNoneLeft();
  }
}
