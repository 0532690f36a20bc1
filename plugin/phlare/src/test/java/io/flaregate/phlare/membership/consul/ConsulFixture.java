package io.flaregate.phlare.membership.consul;

import io.flaregate.phlare.config.ConsulConfig;
import io.flaregate.phlare.membership.RingSource;
import io.flaregate.phlare.membership.kv.KvRingStore;
import io.flaregate.phlare.membership.kv.StoreFailure;
import io.flaregate.ring.Instance;
import io.flaregate.ring.RingConfig;
import io.flaregate.ring.TokenList;
import io.flaregate.ring.desc.RingDesc;
import io.flaregate.ring.desc.RingDescCodec;
import io.flaregate.spi.config.Secret;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.FakeClock;
import io.flaregate.spi.testing.TestSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** A store over real connections to what answers as Consul does. */
abstract class ConsulFixture {
  static final String KEY = "collectors/ring";
  static final String SOURCE = "consul " + KEY;
  static final String FAILURES = "flaregate_ring_store_failures_total";
  static final long NOW = FakeClock.START.getEpochSecond();

  final TestSettings settings = new TestSettings("phlare", new FakeClock());
  final FakeConsul consul = new FakeConsul();
  final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
    consul.close();
    settings.close();
    Await.until(
        "the store's threads end",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("ring-consul-")));
  }

  final ConsulConfig config(String token, boolean consistent, double rate, Duration timeout) {
    return new ConsulConfig(
        consul.address(), new Secret(token), timeout, consistent, rate, 1, Duration.ofMillis(5));
  }

  final KvRingStore store(ConsulConfig config) {
    ConsulStore store =
        new ConsulStore(config, settings.settings(), Duration.ofMillis(200), Duration.ofMillis(20));
    open.add(store);
    return new KvRingStore(store, settings.settings());
  }

  final KvRingStore store() {
    return store(config("", false, 0, Duration.ofSeconds(20)));
  }

  final RingSource source(KvRingStore store) {
    RingSource source = store.source(KEY, RingConfig.DEFAULT);
    open.add(0, source);
    return source;
  }

  static Instance active(String id, long heartbeat, int... tokens) {
    return Instance.active(id, id + ":9095", "", TokenList.of(tokens)).withHeartbeat(heartbeat);
  }

  static byte[] value(Instance... members) {
    return RingDescCodec.encode(RingDesc.of(List.of(members)));
  }

  static List<String> ids(RingSource source) {
    return source.view().ring().instances().stream().map(Instance::id).toList();
  }

  static void awaitIds(RingSource source, String... ids) {
    Await.until("the members are " + List.of(ids), () -> ids(source).equals(List.of(ids)));
  }

  final double failures(StoreFailure reason) {
    return settings.meter().value(FAILURES, SOURCE, reason.label());
  }
}
