package io.flaregate.phlare.hints;

import io.flaregate.phlare.config.HintsConfig;
import io.flaregate.phlare.config.PoolConfig;
import io.flaregate.phlare.membership.InMemoryRing;
import io.flaregate.phlare.membership.InMemoryRingSource;
import io.flaregate.phlare.push.EncodedSeries;
import io.flaregate.phlare.push.IngesterClients;
import io.flaregate.phlare.push.PushHeaders;
import io.flaregate.phlare.push.SeriesStamp;
import io.flaregate.phlare.testing.FakeIngester;
import io.flaregate.phlare.testing.PushedSeries;
import io.flaregate.phlare.testing.TestProfiles;
import io.flaregate.ring.Instance;
import io.flaregate.ring.RingConfig;
import io.flaregate.ring.StaticTokens;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.profiles.SeriesLabels;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.FakeClock;
import io.flaregate.spi.testing.FakeMeter;
import io.flaregate.spi.testing.TestSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Hints with a ring in memory, whose ingesters are real gRPC servers. */
final class HintsRig implements AutoCloseable {
  static final String TENANT = "team-a";
  static final HandoverLimits QUICK =
      new HandoverLimits(
          4 << 20,
          Duration.ofSeconds(20),
          1 << 30,
          Duration.ofMillis(5),
          Duration.ofMillis(40),
          Duration.ofMillis(5),
          Duration.ofMinutes(5));

  final FakeClock clock = new FakeClock();
  final TestSettings settings = new TestSettings("phlare", clock);
  final InMemoryRing ring = new InMemoryRing();
  final InMemoryRingSource source =
      new InMemoryRingSource(ring, RingConfig.DEFAULT.withReplicationFactor(3), "test");
  final IngesterClients clients =
      new IngesterClients(
          settings.settings(),
          null,
          "",
          new PushHeaders("X-Scope-OrgID", Map.of()),
          PoolConfig.defaults(),
          Duration.ofSeconds(20));
  final Hints hints;
  private boolean closed;

  HintsRig() {
    this(config(), QUICK);
  }

  HintsRig(HintsConfig config, HandoverLimits limits) {
    try {
      hints = Hints.open(settings.settings(), config, limits, new RingHintTargets(source, clients));
    } catch (ComponentException e) {
      settings.close();
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  static HintsConfig config() {
    return new HintsConfig(true, "", 64 << 20, Duration.ofHours(1), 1 << 30);
  }

  /** Hints in a directory. */
  static HintsConfig config(Path directory, long maxBytes) {
    return new HintsConfig(true, directory.toString(), maxBytes, Duration.ofHours(1), 1 << 30);
  }

  static HandoverLimits withGrace(Duration grace) {
    return new HandoverLimits(
        QUICK.pushMaxBytes(),
        QUICK.pushTimeout(),
        QUICK.bytesPerSecond(),
        QUICK.minPause(),
        QUICK.maxPause(),
        QUICK.tick(),
        grace);
  }

  FakeMeter meter() {
    return settings.meter();
  }

  /** A series of a service, whose profile is so old. */
  EncodedSeries series(String service, Duration age) {
    return series(service, age, 100, false);
  }

  EncodedSeries series(String service, Duration age, int bytes, boolean cumulative) {
    TestProfiles one = new TestProfiles();
    one.cpu(service);
    SeriesLabels labels = one.build().labels();
    UUID id = UUID.nameUUIDFromBytes(service.getBytes(StandardCharsets.UTF_8));
    SeriesStamp stamp = new SeriesStamp(id, 1, clock.unixNanos() - age.toNanos(), cumulative);
    return EncodedSeries.of(labels, 0, stamp, new byte[bytes], bytes);
  }

  void miss(String ingester, String service, long ageSeconds) {
    hints.missed(TENANT, ingester, series(service, Duration.ofSeconds(ageSeconds)));
  }

  void join(String id, FakeIngester ingester) {
    ring.join(Instance.active(id, ingester.address(), "", StaticTokens.derive(id)));
  }

  double dropped(DropReason reason) {
    return meter().values("flaregate_hints_dropped_total").getOrDefault(reason.label(), 0.0);
  }

  double handedOver(String ingester) {
    return meter().values("flaregate_hints_handed_over_total").getOrDefault(ingester, 0.0);
  }

  void awaitHandedOver(String ingester, int count) {
    Await.until(
        count + " hints were handed over to " + ingester, () -> handedOver(ingester) >= count);
  }

  void awaitDropped(DropReason reason, int count) {
    Await.until(count + " hints were dropped: " + reason, () -> dropped(reason) >= count);
  }

  static List<String> services(FakeIngester ingester) {
    return ingester.series().stream().map(PushedSeries::service).toList();
  }

  void closeHints() {
    if (!closed) {
      closed = true;
      hints.close(System.nanoTime() + TimeUnit.SECONDS.toNanos(10));
    }
  }

  @Override
  public void close() {
    closeHints();
    clients.close();
    source.close();
    settings.close();
  }
}
