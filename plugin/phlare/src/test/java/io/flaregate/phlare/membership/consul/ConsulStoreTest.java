package io.flaregate.phlare.membership.consul;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.phlare.config.ConsulConfig;
import io.flaregate.phlare.membership.RingBounds;
import io.flaregate.phlare.membership.RingSource;
import io.flaregate.phlare.membership.RingView;
import io.flaregate.phlare.membership.http.FakeServer;
import io.flaregate.phlare.membership.kv.KvRingStore;
import io.flaregate.phlare.membership.kv.StoreException;
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
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The store and the source on top of it, over real connections. */
class ConsulStoreTest {
  private static final String KEY = "collectors/ring";
  private static final String SOURCE = "consul " + KEY;
  private static final String FAILURES = "flaregate_ring_store_failures_total";
  private static final long NOW = FakeClock.START.getEpochSecond();

  private final TestSettings settings = new TestSettings("phlare", new FakeClock());
  private final FakeConsul consul = new FakeConsul();
  private final List<AutoCloseable> open = new ArrayList<>();

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

  private ConsulConfig config(String token, boolean consistent, double rate, Duration timeout) {
    return new ConsulConfig(
        consul.address(), new Secret(token), timeout, consistent, rate, 1, Duration.ofMillis(5));
  }

  private KvRingStore store(ConsulConfig config) {
    ConsulStore store =
        new ConsulStore(config, settings.settings(), Duration.ofMillis(200), Duration.ofMillis(20));
    open.add(store);
    return new KvRingStore(store, settings.settings());
  }

  private KvRingStore store() {
    return store(config("", false, 0, Duration.ofSeconds(20)));
  }

  private RingSource source(KvRingStore store) {
    RingSource source = store.source(KEY, RingConfig.DEFAULT);
    open.add(0, source);
    return source;
  }

  private static Instance active(String id, long heartbeat, int... tokens) {
    return Instance.active(id, id + ":9095", "", TokenList.of(tokens)).withHeartbeat(heartbeat);
  }

  private static byte[] value(Instance... members) {
    return RingDescCodec.encode(RingDesc.of(List.of(members)));
  }

  private static List<String> ids(RingSource source) {
    return source.view().ring().instances().stream().map(Instance::id).toList();
  }

  private static void awaitIds(RingSource source, String... ids) {
    Await.until("the members are " + List.of(ids), () -> ids(source).equals(List.of(ids)));
  }

  private double failures(StoreFailure reason) {
    return settings.meter().value(FAILURES, SOURCE, reason.label());
  }

  private void awaitFailure(StoreFailure reason) {
    double before = failures(reason);
    Await.until("failed: " + reason, () -> failures(reason) >= before + 2);
  }

  private List<String> warnings() {
    return settings.logger().messages(Level.WARNING);
  }

  @Test
  void membersComeBeatAndLeave() {
    RingSource source = source(store());
    AtomicInteger changes = new AtomicInteger();
    source.onChange(changes::incrementAndGet);
    assertThat(ids(source)).isEmpty();

    consul.put(KEY, value(active("a", NOW, 10)));
    awaitIds(source, "a");
    consul.put(KEY, value(active("a", NOW, 10), active("b", NOW, 20)));
    awaitIds(source, "a", "b");
    consul.put(KEY, value(active("a", NOW + 5, 10), active("b", NOW, 20)));
    Await.until(
        "the heartbeat is seen",
        () -> source.view().ring().instance(0).heartbeatUnixSeconds() == NOW + 5);
    consul.put(KEY, value(active("b", NOW, 20)));
    awaitIds(source, "b");
    consul.delete(KEY);
    awaitIds(source);
    Await.until("each was announced", () -> changes.get() == 5);
    assertThat(warnings()).isEmpty();
  }

  @Test
  void aQueryWaitsForAChangeAndIsAnsweredAlsoWithoutOne() {
    consul.put(KEY, value(active("a", NOW, 10)));
    RingSource source = source(store());
    awaitIds(source, "a");
    RingView first = source.view();
    Await.until(
        "an answer without a change makes the view fresh",
        () -> source.view().publishedNanos() > first.publishedNanos());
    assertThat(source.view().ring()).isSameAs(first.ring());
    List<String> requests = consul.requests();
    assertThat(requests.get(0)).isEqualTo("GET /v1/kv/collectors/ring");
    assertThat(requests.get(1)).isEqualTo("GET /v1/kv/collectors/ring?index=11&wait=200ms");
  }

  @Test
  void anIndexThatGoesBackStartsOver() {
    consul.put(KEY, value(active("a", NOW, 10)));
    RingSource source = source(store());
    awaitIds(source, "a");
    consul.resetIndex();
    Await.until(
        "the next query after the lower index has none",
        () -> {
          List<String> requests = consul.requests();
          int at = requests.lastIndexOf("GET /v1/kv/collectors/ring");
          return at > 0 && requests.get(at - 1).contains("index=11");
        });
    consul.put(KEY, value(active("a", NOW, 10), active("b", NOW, 20)));
    awaitIds(source, "a", "b");
  }

  @Test
  void whileTheStoreFailsTheLastGoodRingIsKept() {
    consul.put(KEY, value(active("a", NOW, 10)));
    RingSource source = source(store());
    awaitIds(source, "a");
    consul.fail("No cluster leader");
    awaitFailure(StoreFailure.REFUSED);
    assertThat(ids(source)).containsExactly("a");
    assertThat(warnings())
        .containsExactly(
            "phlare: ring from consul collectors/ring: answered with status 500: No cluster leader;"
                + " the last good ring is kept");
    consul.put(KEY, value(active("b", NOW, 20)));
    consul.behave(null);
    awaitIds(source, "b");
    assertThat(settings.logger().messages(Level.INFO))
        .containsExactly(
            "phlare: ring from consul collectors/ring: is well again; the ring has 1 members");
  }

  @Test
  void aStoreThatGoesAwayAndComesBackIsFollowedAgain() {
    consul.put(KEY, value(active("a", NOW, 10)));
    RingSource source = source(store());
    awaitIds(source, "a");
    consul.stop();
    awaitFailure(StoreFailure.UNREACHABLE);
    assertThat(ids(source)).containsExactly("a");
    assertThat(source.view().liveness().isAlive(source.view().ring().instance(0))).isTrue();
    consul.put(KEY, value(active("b", NOW, 20)));
    consul.restart();
    awaitIds(source, "b");
    assertThat(warnings()).hasSize(1);
  }

  @Test
  void rubbishIsCountedAndTheLastGoodRingKept() {
    consul.put(KEY, value(active("a", NOW, 10)));
    RingSource source = source(store());
    awaitIds(source, "a");
    for (byte[] rubbish :
        new byte[][] {
          {1, 2, 3}, {-1, -1, -1, -1, 15}, Arrays.copyOf(value(active("x", NOW, 1, 2)), 9)
        }) {
      consul.put(KEY, rubbish);
      double before = settings.meter().total(FAILURES);
      Await.until("it was served", () -> settings.meter().total(FAILURES) > before);
      assertThat(ids(source)).containsExactly("a");
    }
    for (String body : List.of("", "{}", "[]", "[{}]", "[{\"Value\":\"!\",\"ModifyIndex\":1}]")) {
      consul.behave(
          exchange -> {
            exchange.getResponseHeaders().set("X-Consul-Index", "99");
            FakeServer.answer(exchange, 200, body.getBytes(StandardCharsets.UTF_8));
          });
      awaitFailure(StoreFailure.MALFORMED);
      assertThat(ids(source)).containsExactly("a");
    }
    assertThat(failures(StoreFailure.INTERNAL)).isZero();
  }

  @Test
  void anAnswerWithoutAnIndexIsNotTakenForConsuls() {
    consul.behave(exchange -> FakeServer.answer(exchange, 404, new byte[0]));
    RingSource source = source(store());
    awaitFailure(StoreFailure.MALFORMED);
    assertThat(ids(source)).isEmpty();
    assertThat(warnings().get(0))
        .contains("answer with status 404 has X-Consul-Index \"\", not a number above 0");
  }

  @Test
  void aValueThatIsTooLongIsRefusedHoweverItComes() {
    consul.put(KEY, value(active("a", NOW, 10)));
    RingSource source = source(store());
    awaitIds(source, "a");
    // Announced, and longer than any answer may be.
    consul.put(KEY, new byte[10 << 20]);
    awaitFailure(StoreFailure.TOO_LARGE);
    assertThat(warnings().get(0)).contains("answer is 13981").contains("bytes long, limit 11250");
    // Without end.
    consul.behave(
        exchange -> {
          exchange.getResponseHeaders().set("X-Consul-Index", "99");
          exchange.sendResponseHeaders(200, 0);
          OutputStream out = exchange.getResponseBody();
          byte[] some = new byte[1 << 16];
          while (true) {
            out.write(some);
          }
        });
    awaitFailure(StoreFailure.TOO_LARGE);
    assertThat(ids(source)).containsExactly("a");
    // Within the bound of an answer: decoded, and then refused for what is in it.
    consul.put(KEY, new byte[RingBounds.MAX_VALUE_BYTES]);
    consul.behave(null);
    awaitFailure(StoreFailure.MALFORMED);
    assertThat(ids(source)).containsExactly("a");
    assertThat(failures(StoreFailure.INTERNAL)).isZero();
  }

  @Test
  void anAnswerThatNeverEndsTimesOut() {
    consul.behave(
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write('[');
          exchange.getResponseBody().flush();
          Await.holdsWithin(Duration.ofSeconds(2), () -> false);
        });
    source(store(config("", false, 0, Duration.ofMillis(300))));
    awaitFailure(StoreFailure.TIMEOUT);
    assertThat(warnings().get(0)).contains("no answer within 300 ms");
  }

  @Test
  void theTokenIsSentAndAWrongOneIsDenied() {
    consul.put(KEY, value(active("a", NOW, 10)));
    consul.requireToken("secret");
    RingSource right = source(store(config("secret", true, 0, Duration.ofSeconds(20))));
    awaitIds(right, "a");
    assertThat(consul.requests().get(0)).isEqualTo("GET /v1/kv/collectors/ring?consistent");
    consul.requireToken("another");
    awaitFailure(StoreFailure.DENIED);
    assertThat(ids(right)).containsExactly("a");
    assertThat(warnings().get(0)).contains("answered with status 403: Permission denied");
    assertThat(String.join("", warnings())).doesNotContain("secret");
  }

  @Test
  void plainTextWhereTlsIsWantedFailsAsTls() throws Exception {
    try (ServerSocket plain = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
      settings.settings().workers().execute(() -> greet(plain));
      source(
          store(
              new ConsulConfig(
                  "https://127.0.0.1:" + plain.getLocalPort(),
                  new Secret(""),
                  Duration.ofSeconds(5),
                  false,
                  0,
                  1,
                  Duration.ofMillis(5))));
      awaitFailure(StoreFailure.TLS);
    }
  }

  /** Says something that is no TLS to whoever connects. */
  private static void greet(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket connection = server.accept()) {
        connection.getOutputStream().write("HTTP/1.1 400 No\r\n\r\n".getBytes(US_ASCII));
        connection.shutdownOutput();
        connection.getInputStream().readAllBytes();
      } catch (IOException e) {
        // Closed, or the other side went away.
      }
    }
  }

  @Test
  void entriesAreSwappedInBesideThoseOfOthers() {
    KvRingStore store = store();
    Await.result(store.put(KEY, active("own", NOW, 7), other -> false));
    assertThat(consul.requests())
        .containsExactly("GET /v1/kv/collectors/ring", "PUT /v1/kv/collectors/ring?cas=0");
    RingSource source = source(store);
    awaitIds(source, "own");
    consul.put(KEY, value(active("dead", NOW - 9999, 1), active("own", NOW, 7)));
    Await.result(store.put(KEY, active("own", NOW + 1, 7), other -> other.id().equals("dead")));
    Await.until(
        "the new heartbeat is seen",
        () -> source.view().ring().instance(0).heartbeatUnixSeconds() == NOW + 1);
    awaitIds(source, "own");
    Await.result(store.remove(KEY, active("own", NOW, 7)));
    awaitIds(source);
    int before = consul.requests().size();
    Await.result(store.remove("other/ring", active("own", NOW, 7)));
    assertThat(consul.requests().subList(before, consul.requests().size()))
        .noneMatch(request -> request.startsWith("PUT"));
  }

  @Test
  void aLostSwapIsDoneAgainWithWhatTheOtherWrote() throws Exception {
    AtomicInteger races = new AtomicInteger();
    consul.beforeSwap(
        key -> {
          if (races.incrementAndGet() <= 3) {
            consul.put(key, value(active("rival-" + races.get(), NOW, races.get())));
          }
        });
    Await.result(store().put(KEY, active("own", NOW, 7), other -> false));
    assertThat(races).hasValue(4);
    assertThat(RingDescCodec.decode(consul.get(KEY), 1 << 20).instances())
        .extracting(Instance::id)
        .containsExactlyInAnyOrder("own", "rival-3");
  }

  @Test
  void aSwapThatIsLostAgainAndAgainFails() {
    consul.beforeSwap(key -> consul.put(key, value(active("rival", NOW, 1))));
    assertFails(
        store().put(KEY, active("own", NOW, 7), other -> false),
        StoreFailure.CONFLICT,
        "collectors/ring was written by others 10 times");
  }

  @Test
  void aSwapOnAFailingOrClosedStoreFails() {
    consul.fail("No cluster leader");
    KvRingStore store = store();
    assertFails(
        store.put(KEY, active("own", NOW, 7), other -> false),
        StoreFailure.REFUSED,
        "answered with status 500: No cluster leader");
    consul.behave(null);
    consul.put(KEY, new byte[] {1, 2, 3});
    assertFails(
        store.put(KEY, active("own", NOW, 7), other -> false),
        StoreFailure.MALFORMED,
        "value cannot be read");
    assertThat(consul.get(KEY)).as("left alone").containsExactly(1, 2, 3);
    store.close();
    assertFails(
        store.put(KEY, active("own", NOW, 7), other -> false),
        StoreFailure.UNSUPPORTED,
        "the store is closed");
  }

  private static void assertFails(Future<?> done, StoreFailure reason, String message) {
    assertThatThrownBy(() -> done.get(30, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.failure()).isEqualTo(reason))
        .hasMessageContaining(message);
  }

  @Test
  void closingBreaksOffWhatIsUnderWay() {
    KvRingStore store = store(config("", false, 0, Duration.ofSeconds(20)));
    RingSource source = source(store);
    consul.put(KEY, value(active("a", NOW, 10)));
    awaitIds(source, "a");
    consul.behave(exchange -> Await.holdsWithin(Duration.ofSeconds(3), () -> false));
    Future<Void> swap = store.put(KEY, active("own", NOW, 7), other -> false);
    store.close();
    assertFails(swap, StoreFailure.UNSUPPORTED, "the store is closed");
    assertThat(ids(source)).containsExactly("a");
    assertThat(failures(StoreFailure.INTERNAL)).isZero();
  }

  @Test
  void namesAreEscapedInTheUrl() {
    ConsulRequests requests =
        new ConsulRequests(config("", true, 0, Duration.ofSeconds(1)), Duration.ofSeconds(5));
    assertThat(requests.watch("a b/ü?x#y/ring", 7).uri().toString())
        .isEqualTo(
            "http://"
                + consul.address()
                + "/v1/kv/a%20b/%C3%BC%3Fx%23y/ring?index=7&wait=5000ms&consistent");
    assertThat(requests.cas("k", new byte[0], 3).uri().getQuery()).isEqualTo("cas=3");
  }
}
