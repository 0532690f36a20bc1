package io.flaregate.phlare.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.config.PoolConfig;
import io.flaregate.phlare.testing.ConfigDraft;
import io.flaregate.phlare.testing.FakeIngester;
import io.flaregate.phlare.testing.FlakyProxy;
import io.flaregate.phlare.testing.FlakyProxy.Break;
import io.flaregate.phlare.testing.TestProfiles;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.testing.Await;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections that break, and connections that are renewed. */
class ConnectionExportTest {
  private static final double ONE = 1;

  private static ExporterRig through(FlakyProxy proxy) {
    return ExporterRig.of(new ConfigDraft().ring(1, List.of(proxy.address())));
  }

  private static double retries(ExporterRig rig) {
    return rig.meter().value("flaregate_push_retries_total", "ingester-0");
  }

  @Test
  void pushWhoseConnectionIsResetInTheRequestIsMadeOnceMoreOnAFreshOne() {
    try (FakeIngester ingester = FakeIngester.start();
        FlakyProxy proxy = FlakyProxy.before(ingester.address());
        ExporterRig rig = through(proxy)) {
      proxy.breakNext(1, Break.IN_THE_REQUEST, 300);
      assertThat(rig.write(TestProfiles.services(50))).isEqualTo(ConsumeResult.stored(50));
      assertThat(retries(rig)).isEqualTo(ONE);
      assertThat(proxy.connections()).isEqualTo(2);
    }
  }

  @Test
  void pushWhoseResponseIsCutOffIsMadeOnceMoreUnderTheSameIds() {
    try (FakeIngester ingester = FakeIngester.start();
        FlakyProxy proxy = FlakyProxy.before(ingester.address());
        ExporterRig rig = through(proxy)) {
      ingester.respond(new byte[100_000]);
      proxy.breakNext(1, Break.IN_THE_RESPONSE, 10_000);
      assertThat(rig.write(TestProfiles.services(1))).isEqualTo(ConsumeResult.stored(1));
      assertThat(retries(rig)).isEqualTo(ONE);
      assertThat(ingester.pushes()).hasSize(2);
      assertThat(ingester.series().get(0).id()).isEqualTo(ingester.series().get(1).id());
      assertThat(rig.meter().value("flaregate_replicas_written_total", "ingester-0"))
          .isEqualTo(ONE);
    }
  }

  @Test
  void secondBreakIsAFailedReplica() {
    try (FakeIngester ingester = FakeIngester.start();
        FlakyProxy proxy = FlakyProxy.before(ingester.address());
        ExporterRig rig = through(proxy)) {
      proxy.breakNext(2, Break.IN_THE_REQUEST, 300);
      ConsumeResult result = rig.write(TestProfiles.services(50));
      assertThat(ExporterRig.outcomes(result)).containsOnly(Outcome.TRANSIENT);
      assertThat(retries(rig)).isEqualTo(ONE);
      assertThat(rig.write(TestProfiles.services(50))).isEqualTo(ConsumeResult.stored(50));
    }
  }

  @Test
  void oneConnectionServesAllPushes() {
    try (FakeIngester ingester = FakeIngester.start();
        FlakyProxy proxy = FlakyProxy.before(ingester.address());
        ExporterRig rig = through(proxy)) {
      for (int i = 0; i < 20; i++) {
        assertThat(rig.write(TestProfiles.services(3))).isEqualTo(ConsumeResult.stored(3));
      }
      assertThat(proxy.connections()).isEqualTo(1);
    }
  }

  @Test
  void ingesterThatFailsItsHealthCheckGetsANewConnection() {
    HealthStatusManager health = new HealthStatusManager();
    try (FakeIngester ingester =
            FakeIngester.start(server -> server.addService(health.getHealthService()));
        FlakyProxy proxy = FlakyProxy.before(ingester.address());
        ExporterRig rig =
            ExporterRig.of(
                new ConfigDraft()
                    .ring(1, List.of(proxy.address()))
                    .pool(new PoolConfig(Duration.ofMillis(1), true, Duration.ofSeconds(20))))) {
      assertThat(rig.write(TestProfiles.services(1))).isEqualTo(ConsumeResult.stored(1));
      assertThat(proxy.connections()).isEqualTo(1);
      health.setStatus("", ServingStatus.NOT_SERVING);
      Await.until(
          "the connection is renewed",
          () ->
              rig.meter().value("flaregate_ingester_connections_renewed_total", "ingester-0") > 0);
      health.setStatus("", ServingStatus.SERVING);
      assertThat(rig.settings.logger().messages(System.Logger.Level.WARNING))
          .first()
          .asString()
          .endsWith(" failed its health check, its connection is renewed: it says NOT_SERVING");
      assertThat(rig.write(TestProfiles.services(1))).isEqualTo(ConsumeResult.stored(1));
      assertThat(proxy.connections()).isGreaterThan(1);
    }
  }

  @Test
  void ingesterThatDoesNotKnowHealthChecksKeepsItsConnection() {
    try (FakeIngester ingester = FakeIngester.start();
        FlakyProxy proxy = FlakyProxy.before(ingester.address());
        ExporterRig rig =
            ExporterRig.of(
                new ConfigDraft()
                    .ring(1, List.of(proxy.address()))
                    .pool(new PoolConfig(Duration.ofMillis(1), true, Duration.ofSeconds(20))))) {
      assertThat(rig.write(TestProfiles.services(1))).isEqualTo(ConsumeResult.stored(1));
      Await.until("it was asked", () -> ingester.unknownCalls() >= 2);
      assertThat(rig.write(TestProfiles.services(1))).isEqualTo(ConsumeResult.stored(1));
      assertThat(proxy.connections()).isEqualTo(1);
    }
  }
}
