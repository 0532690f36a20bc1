package io.flaregate.phlare.exporter;

import static io.flaregate.phlare.exporter.ExporterRig.outcomes;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.membership.InMemoryRing;
import io.flaregate.phlare.testing.ConfigDraft;
import io.flaregate.phlare.testing.FakeIngester;
import io.flaregate.phlare.testing.PushedSeries;
import io.flaregate.phlare.testing.TestProfiles;
import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import io.flaregate.ring.Liveness;
import io.flaregate.ring.RingConfig;
import io.flaregate.ring.ShuffleShard;
import io.flaregate.ring.StaticTokens;
import io.flaregate.ring.Token;
import io.flaregate.ring.TokenList;
import io.flaregate.ring.TokenRing;
import io.flaregate.spi.component.ComponentStatus;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Detail;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.testing.Await;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where series go, and what happens when the ring changes. */
class RingExportTest {
  private static final String PREFIX = RingExportTest.class.getName() + "/";

  private final InMemoryRing ring = InMemoryRing.named(PREFIX + "ring");

  @AfterEach
  void emptyTheRing() {
    ring.leaveAll(ring.members().stream().map(Instance::id).toList());
  }

  private static Instance member(String id, FakeIngester ingester) {
    return Instance.active(id, ingester.address(), "", StaticTokens.derive(id));
  }

  @Test
  void eachSeriesGoesToTheIngestersThatItsTokenNames() {
    try (ExporterRig rig = ExporterRig.ring(2, 5)) {
      assertThat(rig.write(TestProfiles.services(40))).isEqualTo(ConsumeResult.stored(40));
      List<Instance> members =
          IntStream.range(0, 5).mapToObj(i -> member("ingester-" + i, rig.ingester(i))).toList();
      TokenRing expected = TokenRing.of(RingConfig.DEFAULT.withReplicationFactor(2), members);
      for (int i = 0; i < 40; i++) {
        String service = "service-" + i;
        int token =
            Token.of(ExporterRig.TENANT, "__name__", "process_cpu", "service_name", service);
        List<String> addresses =
            expected.replicas(token, Liveness.ALL_ALIVE).instances().stream()
                .map(Instance::addr)
                .toList();
        List<String> holders =
            rig.ingesters.stream()
                .filter(each -> services(each).contains(service))
                .map(FakeIngester::address)
                .toList();
        assertThat(holders).containsExactlyInAnyOrderElementsOf(addresses);
      }
    }
  }

  private static Set<String> services(FakeIngester ingester) {
    return new HashSet<>(ingester.series().stream().map(PushedSeries::service).toList());
  }

  @Test
  void tenantsSeriesStayWithinItsShuffleShard() {
    try (ExporterRig rig = ExporterRig.ring(1, 4, draft -> draft.shardSize(2))) {
      assertThat(rig.write(TestProfiles.services(60))).isEqualTo(ConsumeResult.stored(60));
      List<Instance> members =
          IntStream.range(0, 4).mapToObj(i -> member("ingester-" + i, rig.ingester(i))).toList();
      List<String> shard =
          ShuffleShard.select(TokenRing.of(RingConfig.DEFAULT, members), ExporterRig.TENANT, 2)
              .instances()
              .stream()
              .map(Instance::addr)
              .toList();
      List<String> used =
          rig.ingesters.stream()
              .filter(each -> !each.pushes().isEmpty())
              .map(FakeIngester::address)
              .toList();
      assertThat(used).hasSize(2).containsExactlyInAnyOrderElementsOf(shard);
    }
  }

  @Test
  void seriesThatCannotBePlacedHoldsBackItsProfileAndNoOther() {
    // The one token of "leaving" owns half of the ring: a series there needs two and finds one.
    try (FakeIngester active = FakeIngester.start();
        ExporterRig rig = ExporterRig.of(new ConfigDraft().inMemoryRing(1, PREFIX))) {
      ring.join(Instance.active("active", active.address(), "", TokenList.of(0)));
      ring.join(
          Instance.active("leaving", "127.0.0.1:1", "", TokenList.of(Integer.MIN_VALUE))
              .withState(InstanceState.LEAVING));
      TestProfiles profiles = new TestProfiles();
      String placed = service(false, 0);
      String alsoPlaced = service(false, 1);
      String unplaced = service(true, 0);
      profiles.cpu(placed).origin(7).sample("main", 1);
      profiles.cpu(unplaced).origin(8).sample("main", 2);
      profiles.cpu(alsoPlaced).origin(8).sample("main", 3);
      profiles.cpu(alsoPlaced).origin(9).sample("main", 4);
      ConsumeResult result = rig.write(profiles.build());
      assertThat(outcomes(result))
          .containsExactly(Outcome.STORED, Outcome.TRANSIENT, Outcome.TRANSIENT, Outcome.STORED);
      assertThat(result.retryDelay()).isEqualTo(Outcomes.RETRY_DELAY);
      assertThat(result.details())
          .containsExactly(
              new Detail(1, Reason.RING_TOO_SMALL, tooSmall()),
              new Detail(2, Reason.RING_TOO_SMALL, tooSmall()));
      assertThat(active.series())
          .extracting(series -> series.service() + "=" + series.pprof().sum())
          .containsExactlyInAnyOrder(placed + "=1", alsoPlaced + "=4");
      assertThat(rig.meter().value("flaregate_quorum_failures_total", "ring_too_small"))
          .isEqualTo(2);
    }
  }

  private static String tooSmall() {
    return "at least 2 live replicas required, could only find 1 - unhealthy instances: 127.0.0.1:1";
  }

  /** The name of a service whose series begins its walk in the lower or the upper half. */
  private static String service(boolean lower, int nth) {
    int found = 0;
    for (int i = 0; ; i++) {
      int token = Token.of(ExporterRig.TENANT, "__name__", "process_cpu", "service_name", "s" + i);
      if (token >= 0 == lower && found++ == nth) {
        return "s" + i;
      }
    }
  }

  @Test
  void emptyRingMakesEveryRowTransientAndTheExporterNotReady() {
    try (ExporterRig rig = ExporterRig.of(new ConfigDraft().inMemoryRing(3, PREFIX))) {
      ConsumeResult result = rig.write(TestProfiles.services(2));
      assertThat(outcomes(result)).containsOnly(Outcome.TRANSIENT);
      assertThat(result.details().get(0).message()).isEqualTo("empty ring");
      assertThat(rig.host.lastReport().status()).isEqualTo(ComponentStatus.RECOVERABLE_ERROR);
      assertThat(rig.host.lastReport().message())
          .isEqualTo(
              "ring from inmemory "
                  + PREFIX
                  + "ring has 0 healthy ingesters, a write needs 2 (replication_factor: 3)");
    }
  }

  @Test
  void readinessFollowsTheRing() {
    try (ExporterRig rig = ExporterRig.of(new ConfigDraft().inMemoryRing(3, PREFIX))) {
      List<FakeIngester> ingesters = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        ingesters.add(FakeIngester.start());
        ring.join(member("i" + i, ingesters.get(i)));
      }
      assertThat(rig.host.lastReport().status()).isEqualTo(ComponentStatus.OK);
      ring.state("i1", InstanceState.LEAVING);
      assertThat(rig.host.lastReport().status()).isEqualTo(ComponentStatus.RECOVERABLE_ERROR);
      ring.state("i1", InstanceState.ACTIVE);
      assertThat(rig.write(TestProfiles.services(1))).isEqualTo(ConsumeResult.stored(1));
      ingesters.forEach(FakeIngester::close);
    }
  }

  @Test
  void ingesterThatLeavesTheRingLosesItsClientAndFinishesWhatItHas() {
    try (FakeIngester ingester = FakeIngester.start().hold();
        FakeIngester next = FakeIngester.start();
        ExporterRig rig = ExporterRig.of(new ConfigDraft().inMemoryRing(1, PREFIX))) {
      ring.join(member("old", ingester));
      var waiting = rig.send(TestProfiles.services(1));
      ingester.awaitPushes(1);
      assertThat(rig.meter().value("pyroscope_distributor_ingester_clients")).isEqualTo(1);
      ring.leave("old");
      assertThat(rig.meter().value("pyroscope_distributor_ingester_clients")).isZero();
      ring.join(member("new", next));
      assertThat(rig.write(TestProfiles.services(1))).isEqualTo(ConsumeResult.stored(1));
      ingester.release();
      assertThat(Await.result(waiting)).isEqualTo(ConsumeResult.stored(1));
      assertThat(next.pushes()).hasSize(1);
    }
  }

  @Test
  void addressThatCannotBeReadIsAFailedReplica() {
    try (ExporterRig rig = ExporterRig.of(new ConfigDraft().inMemoryRing(1, PREFIX))) {
      ring.join(Instance.active("bad", "nowhere", "", StaticTokens.derive("bad")));
      ConsumeResult result = rig.write(TestProfiles.services(1));
      assertThat(outcomes(result)).containsOnly(Outcome.TRANSIENT);
      assertThat(result.details().get(0).message())
          .isEqualTo(
              "ingester cannot be reached: \"nowhere\" is not host:port with a port from 1 to 65535");
    }
  }
}
