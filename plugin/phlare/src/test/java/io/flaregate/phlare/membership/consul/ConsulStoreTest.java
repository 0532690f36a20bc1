package io.flaregate.phlare.membership.consul;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.config.ConsulConfig;
import io.flaregate.phlare.membership.RingBounds;
import io.flaregate.phlare.membership.RingSource;
import io.flaregate.phlare.membership.RingView;
import io.flaregate.phlare.membership.http.FakeServer;
import io.flaregate.phlare.membership.kv.StoreFailure;
import io.flaregate.spi.config.Secret;
import io.flaregate.spi.testing.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is read of the store, and the source on top of it. */
class ConsulStoreTest extends ConsulFixture {
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
