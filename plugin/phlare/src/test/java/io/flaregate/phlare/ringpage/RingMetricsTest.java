package io.flaregate.phlare.ringpage;

import static io.flaregate.phlare.ringpage.Rings.HEARTBEAT;
import static io.flaregate.phlare.ringpage.Rings.THREE;
import static io.flaregate.phlare.ringpage.Rings.member;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import io.flaregate.spi.testing.FakeMeter;
import io.flaregate.spi.testing.TestSettings;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RingMetricsTest {
  private final FakeMeter meter = new FakeMeter();
  private final long[] now = {0};

  private void add(Rings ring) {
    RingMetrics.add(meter, ring, "ingester", () -> now[0]);
  }

  private double members(String state) {
    return meter.value("pyroscope_ring_members", state, "ingester");
  }

  private double inZone(String zone, String state) {
    return meter.value("pyroscope_ring_zone_members", zone, state, "ingester");
  }

  @Test
  void countMembersByStateAndGoBackToZero() {
    Rings ring = new Rings(THREE, member("a", "z1"), member("b", "z1"), member("c", "z2"));
    add(ring);
    assertThat(members("ACTIVE")).isEqualTo(3);
    assertThat(inZone("z1", "ACTIVE")).isEqualTo(2);
    ring.state("a", InstanceState.LEAVING);
    ring.state("c", InstanceState.of(9));
    assertThat(members("ACTIVE")).isEqualTo(1);
    assertThat(members("LEAVING")).isEqualTo(1);
    assertThat(members("unknown")).isEqualTo(1);
    assertThat(inZone("z1", "LEAVING")).isEqualTo(1);
    ring.set();
    assertThat(meter.total("pyroscope_ring_members")).isZero();
    assertThat(meter.total("pyroscope_ring_zone_members")).isZero();
    assertThat(meter.value("pyroscope_ring_tokens_total", "ingester")).isZero();
  }

  @Test
  void anOldHeartbeatOutweighsTheState() {
    Rings ring = new Rings(THREE, member("a", ""), member("b", "").withHeartbeat(HEARTBEAT - 50));
    add(ring);
    assertThat(meter.value("pyroscope_ring_oldest_member_timestamp", "ACTIVE", "ingester"))
        .isEqualTo(HEARTBEAT - 50);
    ring.die("b");
    assertThat(members("Unhealthy")).isEqualTo(1);
    assertThat(members("ACTIVE")).isEqualTo(1);
    assertThat(meter.value("pyroscope_ring_oldest_member_timestamp", "ACTIVE", "ingester"))
        .isEqualTo(HEARTBEAT);
    assertThat(meter.value("pyroscope_ring_oldest_member_timestamp", "Unhealthy", "ingester"))
        .isEqualTo(HEARTBEAT - 50);
    assertThat(meter.value("pyroscope_ring_oldest_member_timestamp", "LEFT", "ingester")).isZero();
  }

  @Test
  void allStatesAreThereFromTheStart() {
    add(new Rings(THREE));
    assertThat(meter.values("pyroscope_ring_members").keySet())
        .containsExactlyInAnyOrder(
            "ACTIVE,ingester",
            "JOINING,ingester",
            "LEAVING,ingester",
            "LEFT,ingester",
            "PENDING,ingester",
            "Unhealthy,ingester",
            "unknown,ingester");
  }

  @Test
  void zonesComeAsTheyAreSeenAndAreBounded() {
    Rings ring = new Rings(THREE, member("a", "z"));
    add(ring);
    ring.set(
        IntStream.range(0, 100)
            .mapToObj(i -> member("m" + i, "zone-" + (100 + i)))
            .toArray(Instance[]::new));
    assertThat(meter.values("pyroscope_ring_zone_members"))
        .hasSize((RingMetrics.MAX_ZONES + 1) * MemberStates.ALL.size());
    assertThat(inZone("z", "ACTIVE")).isZero();
    assertThat(inZone("zone-100", "ACTIVE")).isEqualTo(1);
    assertThat(inZone("overflow", "ACTIVE")).isEqualTo(100 - (RingMetrics.MAX_ZONES - 1));
    ring.set(member("b", "zone-199"), member("c", "late"));
    assertThat(inZone("overflow", "ACTIVE")).isEqualTo(2);
  }

  @Test
  void tellTokensAndTheAgeOfTheView() {
    add(new Rings(THREE, member("a", ""), member("b", "")));
    now[0] = 2_500_000_000L;
    assertThat(meter.value("pyroscope_ring_tokens_total", "ingester")).isEqualTo(32);
    assertThat(meter.value("flaregate_ring_view_age_seconds", "ingester")).isEqualTo(2.5);
  }

  @Test
  void twoRingsOfOneProcessHaveTwoNamesAndTwoPages() {
    try (TestSettings settings = new TestSettings("phlare")) {
      RingAdmin.open(settings.settings(), new Rings(THREE), RingKind.INGESTER, null);
      RingAdmin.open(
          settings.settings("phlare/eu west"),
          new Rings(THREE, member("a", "")),
          RingKind.INGESTER,
          null);
      RingAdmin.open(settings.settings(), new Rings(THREE), RingKind.DISTRIBUTOR, null);

      assertThat(settings.pages().stream().map(page -> page.path() + " " + page.title()))
          .containsExactly(
              "/ring Ingester ring",
              "/ring/eu+west Ingester ring of phlare/eu west",
              "/distributor/ring Distributor ring");
      assertThat(settings.meter().value("pyroscope_ring_members", "ACTIVE", "ingester/eu west"))
          .isEqualTo(1);
      assertThat(settings.meter().value("pyroscope_ring_members", "ACTIVE", "ingester")).isZero();
    }
  }
}
