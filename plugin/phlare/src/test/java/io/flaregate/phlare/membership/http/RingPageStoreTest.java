package io.flaregate.phlare.membership.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.flaregate.phlare.config.HttpRingConfig;
import io.flaregate.phlare.config.KvStoreConfig;
import io.flaregate.phlare.config.KvStoreConfig.Store;
import io.flaregate.phlare.membership.RingSource;
import io.flaregate.phlare.membership.RingView;
import io.flaregate.phlare.membership.kv.KvRingSource;
import io.flaregate.phlare.membership.kv.StoreFailure;
import io.flaregate.ring.Instance;
import io.flaregate.ring.RingConfig;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.FakeClock;
import io.flaregate.spi.testing.TestSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The source of another component's ring page, over real connections. */
class RingPageStoreTest {
  private static final String FAILURES = "flaregate_ring_store_failures_total";
  private static final long NOW = FakeClock.START.getEpochSecond();

  private final TestSettings settings = new TestSettings("phlare", new FakeClock());
  private final List<AutoCloseable> open = new ArrayList<>();
  private final AtomicInteger unchanged = new AtomicInteger();
  private volatile String etag = "";
  private volatile String page = "{\"shards\":[]}";
  private volatile Behaviour behaviour = this::servePage;
  private final FakeServer server = new FakeServer(exchange -> behaviour.handle(exchange));

  private interface Behaviour {
    void handle(HttpExchange exchange) throws IOException;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
    server.close();
    settings.close();
    Await.until(
        "the feed's threads end",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("ring-http-")));
  }

  private void servePage(HttpExchange exchange) throws IOException {
    boolean json = "application/json".equals(exchange.getRequestHeaders().getFirst("Accept"));
    if (!etag.isEmpty()) {
      exchange.getResponseHeaders().set("ETag", etag);
    }
    if (!etag.isEmpty() && etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      unchanged.incrementAndGet();
      exchange.sendResponseHeaders(304, -1);
    } else {
      FakeServer.answer(exchange, 200, utf8(json ? page : "<html>"));
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String shard(String id, long heartbeat, String tokens) {
    return """
        {"id":"%s","state":"ACTIVE","address":"%s:9095","timestamp":%d,"zone":"","tokens":[%s]}"""
        .formatted(id, id, heartbeat, tokens);
  }

  private static String page(String... shards) {
    return "{\"shards\":[" + String.join(",", shards) + "],\"now\":\"2026-01-02T03:04:05Z\"}";
  }

  private HttpRingConfig config() {
    return new HttpRingConfig("http://" + server.address() + "/ring", Duration.ofMillis(10));
  }

  private String name() {
    return "http http://" + server.address() + "/ring";
  }

  private RingSource source(Duration timeout) {
    RingSource source =
        new KvRingSource(
            new RingPageFeed(config(), settings.settings(), timeout),
            name(),
            RingConfig.DEFAULT,
            settings.settings());
    open.add(source);
    return source;
  }

  private RingSource source() {
    return source(Duration.ofSeconds(10));
  }

  private static List<String> ids(RingSource source) {
    return source.view().ring().instances().stream().map(Instance::id).toList();
  }

  private static void awaitIds(RingSource source, String... ids) {
    Await.until("the members are " + List.of(ids), () -> ids(source).equals(List.of(ids)));
  }

  private double failures(StoreFailure reason) {
    return settings.meter().value(FAILURES, name(), reason.label());
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
    RingSource source = source();
    page = page(shard("a", NOW, "4294967295"));
    awaitIds(source, "a");
    assertThat(source.view().ring().instance(0).tokens().get(0)).isEqualTo(-1);
    page = page(shard("a", NOW + 5, "4294967295"), shard("b", NOW, "20"));
    awaitIds(source, "a", "b");
    assertThat(source.view().ring().instance(0).heartbeatUnixSeconds()).isEqualTo(NOW + 5);
    page = page(shard("b", NOW, "20"));
    awaitIds(source, "b");
    page = "{\"shards\":null}";
    awaitIds(source);
    assertThat(warnings()).isEmpty();
  }

  @Test
  void anUnchangedPageIsNotSentAgain() {
    etag = "\"1\"";
    page = page(shard("a", NOW, "10"));
    RingSource source = source();
    awaitIds(source, "a");
    RingView before = source.view();
    Await.until("it was asked for twice in vain", () -> unchanged.get() >= 2);
    Await.until(
        "the view is fresh", () -> source.view().publishedNanos() > before.publishedNanos());
    assertThat(source.view().ring()).isSameAs(before.ring());
    page = page(shard("b", NOW, "20"));
    etag = "\"2\"";
    awaitIds(source, "b");
  }

  @Test
  void whileThePageFailsTheLastGoodRingIsKept() {
    page = page(shard("a", NOW, "10"));
    RingSource source = source();
    awaitIds(source, "a");
    behaviour = exchange -> FakeServer.answer(exchange, 503, utf8("starting\nup"));
    awaitFailure(StoreFailure.REFUSED);
    assertThat(ids(source)).containsExactly("a");
    assertThat(warnings())
        .containsExactly(
            "phlare: ring from "
                + name()
                + ": answered with status 503: starting?up; the last good ring is kept");
    page = page(shard("b", NOW, "20"));
    behaviour = this::servePage;
    awaitIds(source, "b");
    server.stop();
    awaitFailure(StoreFailure.UNREACHABLE);
    assertThat(ids(source)).containsExactly("b");
    page = page(shard("c", NOW, "30"));
    server.restart();
    awaitIds(source, "c");
    assertThat(settings.logger().messages(Level.INFO)).hasSize(2);
  }

  @Test
  void rubbishIsCountedAndTheLastGoodRingKept() {
    page = page(shard("a", NOW, "10"));
    RingSource source = source();
    awaitIds(source, "a");
    for (String rubbish :
        List.of(
            "<html>",
            "{}",
            page(shard("b", NOW, "-1")),
            page(shard("b", 1, ""), shard("b", 1, "")))) {
      page = rubbish;
      awaitFailure(StoreFailure.MALFORMED);
      assertThat(ids(source)).containsExactly("a");
    }
    for (int status : new int[] {401, 403}) {
      behaviour = exchange -> FakeServer.answer(exchange, status, new byte[0]);
      awaitFailure(StoreFailure.DENIED);
    }
    behaviour =
        exchange -> {
          exchange.getResponseHeaders().set("Location", "/elsewhere");
          exchange.sendResponseHeaders(302, -1);
        };
    awaitFailure(StoreFailure.REFUSED);
    assertThat(ids(source)).containsExactly("a");
    assertThat(failures(StoreFailure.INTERNAL)).isZero();
    assertThat(warnings()).as("one for each kind").hasSize(3);
  }

  @Test
  void largeBodiesAreBounded() {
    page = page(shard("a", NOW, "10"));
    RingSource source = source();
    awaitIds(source, "a");
    // Ten megabytes of nothing are a page like any other.
    page = " ".repeat(10 << 20) + page(shard("b", NOW, "20"));
    awaitIds(source, "b");
    page = page("{\"id\":\"" + "x".repeat(10 << 20) + "\"}");
    awaitFailure(StoreFailure.TOO_LARGE);
    page = " ".repeat(RingPageFeed.MAX_PAGE_BYTES + 1);
    awaitFailure(StoreFailure.TOO_LARGE);
    behaviour =
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          OutputStream out = exchange.getResponseBody();
          byte[] some = new byte[1 << 16];
          while (true) {
            out.write(some);
          }
        };
    awaitFailure(StoreFailure.TOO_LARGE);
    assertThat(ids(source)).containsExactly("b");
    assertThat(failures(StoreFailure.INTERNAL)).isZero();
  }

  @Test
  void aPageThatNeverEndsTimesOut() {
    behaviour =
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          Await.holdsWithin(Duration.ofSeconds(2), () -> false);
        };
    RingSource source = source(Duration.ofMillis(200));
    awaitFailure(StoreFailure.TIMEOUT);
    assertThat(ids(source)).isEmpty();
    assertThat(source.view().missing()).contains("has 0 healthy ingesters");
  }

  @Test
  void onlyTheRingOfIngestersIsOnThePage() {
    KvStoreConfig defaults = KvStoreConfig.of(Store.HTTP, "collectors/");
    KvStoreConfig config =
        new KvStoreConfig(
            Store.HTTP,
            defaults.prefix(),
            defaults.etcd(),
            defaults.consul(),
            defaults.memberlist(),
            config(),
            defaults.multi());
    page = page(shard("a", NOW, "10"));
    RingPageStore store = new RingPageStore(config, settings.settings());
    RingSource ingesters = store.source("collectors/ring", RingConfig.DEFAULT);
    open.add(ingesters);
    awaitIds(ingesters, "a");
    try (RingSource distributors = store.source("collectors/distributor", RingConfig.DEFAULT)) {
      assertThat(ids(distributors)).isEmpty();
    }
    assertThat(store.writer()).isEmpty();
    store.close();
  }
}
