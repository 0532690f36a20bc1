package io.flaregate.phlare.membership.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.flaregate.phlare.config.DistributorRingConfig;
import io.flaregate.phlare.config.EtcdConfig;
import io.flaregate.phlare.config.KvStoreConfig;
import io.flaregate.phlare.config.PhlareRingConfig;
import io.flaregate.phlare.membership.RingSource;
import io.flaregate.phlare.membership.RingView;
import io.flaregate.phlare.membership.kv.KvRingStore;
import io.flaregate.phlare.membership.kv.StoreException;
import io.flaregate.phlare.membership.kv.StoreFailure;
import io.flaregate.phlare.membership.stores.Membership;
import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import io.flaregate.ring.RingConfig;
import io.flaregate.ring.TokenList;
import io.flaregate.spi.config.Secret;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.Certificates;
import io.flaregate.spi.testing.FakeClock;
import io.flaregate.spi.testing.TestSettings;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rings in a real etcd, through outages and rubbish. */
class EtcdRingTest {
  private static final String KEY = "collectors/ring";
  private static final String FAILURES = "flaregate_ring_store_failures_total";
  private static final String SOURCE = "etcd collectors/ring";
  private static final long NOW = FakeClock.START.getEpochSecond();

  @TempDir private Path folder;
  private final TestSettings settings = new TestSettings("phlare", new FakeClock());
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
    settings.close();
  }

  private TestEtcd etcd(String... more) {
    TestEtcd etcd = TestEtcd.start(folder, more);
    open.add(etcd);
    return etcd;
  }

  private KvRingStore store(EtcdConfig config) throws Exception {
    KvRingStore store =
        new KvRingStore(EtcdKvStore.open(config, settings.settings()), settings.settings());
    open.add(0, store);
    return store;
  }

  private RingSource source(KvRingStore store) {
    RingSource source = store.source(KEY, RingConfig.DEFAULT);
    open.add(0, source);
    return source;
  }

  private static EtcdConfig config(TestEtcd etcd) {
    return config(etcd, "", "");
  }

  private static EtcdConfig config(TestEtcd etcd, String user, String password) {
    return new EtcdConfig(
        List.of(etcd.endpoint()),
        Duration.ofSeconds(10),
        10,
        false,
        "",
        "",
        "",
        "",
        false,
        "",
        user,
        new Secret(password));
  }

  private static Instance member(String id, long heartbeat, int... tokens) {
    return Instance.active(id, "h-" + id + ":1", "", TokenList.of(tokens)).withHeartbeat(heartbeat);
  }

  private static void put(KvRingStore store, Instance member) {
    Await.result(store.put(KEY, member, other -> false));
  }

  private static List<String> ids(RingSource source) {
    return source.view().ring().instances().stream().map(Instance::id).toList();
  }

  private static void awaitIds(RingSource source, String... ids) {
    Await.until("the members are " + List.of(ids), () -> ids(source).equals(List.of(ids)));
  }

  private static long heartbeat(RingSource source) {
    return source.view().ring().instance(0).heartbeatUnixSeconds();
  }

  private List<String> warnings() {
    return settings.logger().messages(Level.WARNING);
  }

  @Test
  void membersComeHeartbeatChangeTheirStateAndLeave() throws Exception {
    KvRingStore store = store(config(etcd()));
    RingSource source = source(store);
    assertThat(source.view().source()).isEqualTo(SOURCE);
    put(store, member("a", NOW, 1));
    put(store, member("b", NOW, 2));
    awaitIds(source, "a", "b");
    put(store, member("a", NOW + 5, 1));
    Await.until("the heartbeat is seen", () -> heartbeat(source) == NOW + 5);
    put(store, member("b", NOW, 2).withState(InstanceState.LEAVING));
    Await.until(
        "b leaves", () -> source.view().ring().instance(1).state().equals(InstanceState.LEAVING));
    Await.result(store.remove(KEY, member("b", NOW)));
    Await.result(store.remove(KEY, member("b", NOW)));
    awaitIds(source, "a");
    assertThat(warnings()).isEmpty();
  }

  @Test
  void writersAtOnceLoseNothing() throws Exception {
    KvRingStore store = store(config(etcd()));
    RingSource source = source(store);
    List<CompletableFuture<Void>> writes = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      writes.add(store.put(KEY, member("m" + i, NOW, i), other -> false));
    }
    writes.forEach(Await::result);
    awaitIds(source, "m0", "m1", "m2", "m3", "m4", "m5");
  }

  @Test
  void theRingIsKeptWhileEtcdIsKilledAndChangesAreSeenAfterItsRestart() throws Exception {
    TestEtcd etcd = etcd();
    KvRingStore store = store(config(etcd));
    RingSource source = source(store);
    put(store, member("a", NOW, 1));
    awaitIds(source, "a");
    etcd.kill();
    Await.until(
        "the outage is noticed",
        () -> settings.meter().value(FAILURES, SOURCE, "unreachable") >= 3);
    RingView kept = source.view();
    assertThat(ids(source)).containsExactly("a");
    assertThat(kept.liveness().isAlive(kept.ring().instance(0))).isTrue();
    assertThat(warnings())
        .singleElement()
        .asString()
        .startsWith("phlare: ring from etcd collectors/ring: etcd: ")
        .endsWith("; the last good ring is kept");
    etcd.restart();
    Await.until("etcd answers again", () -> !settings.logger().messages(Level.INFO).isEmpty());
    put(store, member("b", NOW, 2));
    awaitIds(source, "a", "b");
    assertThat(warnings()).hasSize(1);
  }

  @Test
  void aSpoiledValueLeavesTheLastGoodRingAndIsToldOnce() throws Exception {
    TestEtcd etcd = etcd();
    KvRingStore store = store(config(etcd));
    RingSource source = source(store);
    put(store, member("a", NOW, 1));
    awaitIds(source, "a");
    try (Client client = EtcdClients.open(config(etcd))) {
      for (int i = 0; i < 3; i++) {
        int count = i + 1;
        putRaw(client, new byte[] {(byte) 200, 1, (byte) i});
        Await.until(
            "it is counted", () -> settings.meter().value(FAILURES, SOURCE, "malformed") >= count);
      }
      assertThat(ids(source)).containsExactly("a");
      assertThat(warnings())
          .singleElement()
          .asString()
          .startsWith("phlare: ring from etcd collectors/ring: value cannot be read: snappy");
      assertThatThrownBy(store.put(KEY, member("b", NOW, 2), other -> false)::get)
          .as("what cannot be read is not overwritten")
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("value cannot be read");
      Await.result(client.getKVClient().delete(ByteSequence.from(KEY, UTF_8)));
    }
    put(store, member("c", NOW, 3));
    awaitIds(source, "c");
    assertThat(settings.logger().messages(Level.INFO))
        .singleElement()
        .asString()
        .startsWith("phlare: ring from etcd collectors/ring: is well again");
  }

  private static void putRaw(Client client, byte[] value) {
    Await.result(client.getKVClient().put(ByteSequence.from(KEY, UTF_8), ByteSequence.from(value)));
  }

  @Test
  void aHundredThousandTokensInOneMemberAreRefused() throws Exception {
    KvRingStore store = store(config(etcd()));
    RingSource source = source(store);
    put(store, member("a", NOW, 1));
    awaitIds(source, "a");
    put(store, member("big", NOW, IntStream.range(0, 100_000).toArray()));
    Await.until("it is told", () -> !warnings().isEmpty());
    assertThat(warnings())
        .containsExactly(
            "phlare: ring from etcd collectors/ring: ring member \"big\" has 100000 tokens, limit"
                + " 65536; the last good ring is kept");
    assertThat(ids(source)).containsExactly("a");
  }

  @Test
  void aMissingEtcdIsToldOnceAndTheRingIsEmpty() throws Exception {
    TestEtcd etcd = etcd();
    etcd.kill();
    RingSource source = source(store(config(etcd)));
    Await.until(
        "attempts fail", () -> settings.meter().value(FAILURES, SOURCE, "unreachable") >= 3);
    assertThat(source.view().missing()).startsWith("ring from etcd collectors/ring has 0 healthy");
    assertThat(warnings()).hasSize(1);
    etcd.restart();
    Await.until("etcd answers", () -> !settings.logger().messages(Level.INFO).isEmpty());
  }

  @Test
  void aUserIsKnownByItsPassword() throws Exception {
    TestEtcd etcd = etcd();
    try (Client client = EtcdClients.open(config(etcd))) {
      ByteSequence root = ByteSequence.from("root", UTF_8);
      Await.result(client.getAuthClient().userAdd(root, ByteSequence.from("secret", UTF_8)));
      Await.result(client.getAuthClient().roleAdd(root));
      Await.result(client.getAuthClient().userGrantRole(root, root));
      Await.result(client.getAuthClient().authEnable());
    }
    KvRingStore good = store(config(etcd, "root", "secret"));
    RingSource source = source(good);
    put(good, member("a", NOW, 1));
    awaitIds(source, "a");
    put(good, member("a", NOW + 1, 1));
    Await.until("changes are seen", () -> heartbeat(source) == NOW + 1);

    KvRingStore bad = store(config(etcd, "root", "wrong"));
    assertThatThrownBy(bad.put(KEY, member("b", NOW, 2), other -> false)::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            StoreException.class,
            problem -> assertThat(problem.failure()).isEqualTo(StoreFailure.DENIED));
  }

  @Test
  void twoGatewaysSeeEachOther() throws Exception {
    TestEtcd etcd = etcd();
    try (Membership first = Membership.open(gateway(etcd, "gate-1"), settings.settings())) {
      try (Membership second = Membership.open(gateway(etcd, "gate-2"), settings.settings())) {
        Await.until("the first sees both", () -> first.healthyDistributors() == 2);
        Await.until("the second sees both", () -> second.healthyDistributors() == 2);
        assertThat(ids(first.distributors())).containsExactly("gate-1", "gate-2");
      }
      Await.until("the second is gone", () -> ids(first.distributors()).equals(List.of("gate-1")));
      assertThat(first.healthyDistributors()).isEqualTo(1);
    }
    assertThat(warnings()).isEmpty();
  }

  private static PhlareRingConfig gateway(TestEtcd etcd, String id) {
    KvStoreConfig kvstore = KvStoreConfig.of(KvStoreConfig.Store.ETCD, "collectors/");
    return new PhlareRingConfig(
        new KvStoreConfig(
            kvstore.store(),
            kvstore.prefix(),
            config(etcd),
            kvstore.consul(),
            kvstore.memberlist(),
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
            Duration.ofSeconds(15),
            Duration.ofMinutes(1),
            id,
            "10.0.0.1",
            4040,
            List.of(),
            false));
  }

  @Test
  void etcdIsReachedByTlsAndOnlyWithACertificateThatIsTrusted() throws Exception {
    Certificates own = Certificates.in(folder);
    TestEtcd etcd =
        etcd("--cert-file", own.certificate().toString(), "--key-file", own.key().toString());
    KvRingStore good = store(tls(etcd, own.certificate().toString()));
    RingSource source = source(good);
    put(good, member("a", NOW, 1));
    awaitIds(source, "a");
    KvRingStore bad = store(tls(etcd, ""));
    assertThatThrownBy(bad.put(KEY, member("b", NOW, 2), other -> false)::get)
        .cause()
        .isInstanceOfSatisfying(
            StoreException.class,
            problem -> assertThat(problem.failure()).isEqualTo(StoreFailure.TLS));
  }

  private static EtcdConfig tls(TestEtcd etcd, String ca) {
    return new EtcdConfig(
        List.of("https://" + etcd.endpoint()),
        Duration.ofSeconds(10),
        10,
        true,
        "",
        "",
        ca,
        "",
        false,
        "VersionTLS12",
        "",
        new Secret(""));
  }
}
