package io.flaregate.transport.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.ThreadWatch;
import io.flaregate.transport.admission.Admission;
import io.flaregate.transport.admission.ByteBudget;
import io.flaregate.transport.answer.HttpAnswers;
import io.flaregate.transport.compress.Body;
import io.flaregate.transport.compress.BodyException;
import io.flaregate.transport.compress.ContentEncoding;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.net.Endpoint;
import io.flaregate.transport.tls.TestKeys;
import io.flaregate.transport.tls.TlsContexts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpServerTest {
  private static final SizeLimit LIMIT = new SizeLimit(100_000, "max_request_body_size: 100000");

  private final ByteBudget budget = new ByteBudget(1 << 20);
  private Duration bodyTimeout = Duration.ZERO;
  private @Nullable HttpServer running;
  private HttpClient client = HttpClient.newHttpClient();

  private void start(Consumer<HttpServerBuilder> customizer) throws Exception {
    HttpServerBuilder builder =
        new HttpServerBuilder(Endpoint.parse("127.0.0.1:0"))
            .customize(armeria -> armeria.service("/echo", this::echo));
    customizer.accept(builder);
    running = builder.build().start();
  }

  private HttpServer server() {
    return Objects.requireNonNull(running, "the test starts no server");
  }

  private HttpResponse echo(ServiceRequestContext ctx, HttpRequest request) {
    Admission admission = budget.open();
    return HttpResponse.of(
        HttpBodies.collect(ctx, request, LIMIT, admission, bodyTimeout)
            .handle(
                (body, failure) -> {
                  admission.close();
                  if (failure instanceof BodyException e) {
                    return HttpAnswers.of(e.answer(), false);
                  }
                  return failure == null
                      ? HttpResponse.of(HttpStatus.OK, MediaType.OCTET_STREAM, data(body))
                      : HttpResponse.of(HttpStatus.REQUEST_TIMEOUT);
                }));
  }

  private HttpData data(ReceivedBody received) {
    try {
      Body body = received.decode(ContentEncoding.IDENTITY, LIMIT, bytes -> true);
      assertThat(received.length()).isEqualTo(body.length());
      return HttpData.copyOf(body.array(), 0, body.length());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterEach
  void stop() {
    if (running != null) {
      running.shutdown(System.nanoTime());
    }
  }

  @Test
  void bodiesOfEverySizeUpToTheLimitComeWhole() throws Exception {
    start(builder -> {});
    for (int size : new int[] {0, 1, 10_000, 99_999, 100_000}) {
      byte[] body = "x".repeat(size).getBytes(UTF_8);
      assertThat(post("http", body).body()).isEqualTo(body);
    }
    assertThat(budget.reservedBytes()).isZero();
  }

  private java.net.http.HttpResponse<byte[]> post(String scheme, byte[] body) throws Exception {
    URI uri = URI.create(scheme + "://localhost:" + server().address().getPort() + "/echo");
    return client.send(
        java.net.http.HttpRequest.newBuilder(uri).POST(BodyPublishers.ofByteArray(body)).build(),
        BodyHandlers.ofByteArray());
  }

  @Test
  void announcedBodyOverTheLimitIsRefusedBeforeItComes() throws Exception {
    start(builder -> {});
    try (RawHttp raw = new RawHttp(server().address())) {
      raw.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100001\r\n\r\n");
      assertThat(raw.readStatus()).isEqualTo(413);
    }
    assertThat(post("http", new byte[10]).statusCode()).isEqualTo(200);
  }

  @Test
  void chunkedBodyIsCutAtTheLimit() throws Exception {
    start(builder -> {});
    try (RawHttp raw = new RawHttp(server().address())) {
      raw.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      String chunk = "c350\r\n" + "y".repeat(50_000) + "\r\n";
      raw.send(chunk).send(chunk).send("1\r\nz\r\n");
      assertThat(raw.readStatus()).isEqualTo(413);
    }
    assertThat(post("http", new byte[10]).statusCode()).isEqualTo(200);
    assertThat(budget.reservedBytes()).isZero();
  }

  @Test
  void bodyThatStallsIsGivenUp() throws Exception {
    bodyTimeout = Duration.ofMillis(200);
    start(builder -> {});
    try (RawHttp raw = new RawHttp(server().address())) {
      raw.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
      assertThat(raw.readStatus()).isEqualTo(408);
    }
    assertThat(budget.reservedBytes()).isZero();
  }

  @Test
  void overFullBudgetTheBodyIsNotKept() throws Exception {
    start(builder -> {});
    try (Admission held = budget.open(budget.maxBytes() - 50)) {
      assertThat(held).isNotNull();
      assertThat(post("http", new byte[51]).statusCode()).isEqualTo(503);
      assertThat(post("http", new byte[50]).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void connectionWhoseHeadersDoNotComeIsClosed() throws Exception {
    start(builder -> builder.readHeaderTimeout(Duration.ofMillis(200)));
    try (RawHttp raw = new RawHttp(server().address())) {
      raw.send("POST /echo HT");
      assertThat(raw.readAll()).isEmpty();
    }
    // A request that came in time may take longer than that.
    try (RawHttp raw = new RawHttp(server().address())) {
      raw.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n");
      Await.holdsWithin(Duration.ofMillis(400), () -> false);
      raw.send("abc");
      assertThat(raw.readStatus()).isEqualTo(200);
    }
  }

  @Test
  void requestUnderWayIsAnsweredAndNewOnesAreRefusedOnceDraining() throws Exception {
    CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
    CompletableFuture<Void> arrived = new CompletableFuture<>();
    start(
        builder ->
            builder.customize(
                armeria ->
                    armeria.service(
                        "/slow",
                        (ctx, request) -> {
                          arrived.complete(null);
                          return HttpResponse.of(answer);
                        })));
    try (RawHttp slow = new RawHttp(server().address());
        RawHttp late = new RawHttp(server().address())) {
      String empty = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
      // The closing port resets connections that nobody has accepted.
      late.send(empty);
      assertThat(late.readStatus()).isEqualTo(200);
      slow.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
      Await.result(arrived);
      server().drain();
      late.send(empty);
      String refusal = late.readHead();
      assertThat(refusal).startsWith("HTTP/1.1 503 ").containsIgnoringCase("retry-after: 1");
      assertThat(refusal).containsIgnoringCase("connection: close");
      answer.complete(HttpResponse.of("done"));
      assertThat(slow.readStatus()).isEqualTo(200);
      assertThat(server().shutdown(System.nanoTime() + TimeUnit.SECONDS.toNanos(30))).isTrue();
    }
  }

  @Test
  void whoSendsOnAnIdleConnectionWhileTheServerStopsIsAnswered() throws Exception {
    start(builder -> builder.linger(Duration.ofSeconds(60)));
    try (RawHttp raw = new RawHttp(server().address())) {
      String empty = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
      raw.send(empty);
      assertThat(raw.readStatus()).isEqualTo(200);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
      CompletableFuture<Boolean> stopped =
          CompletableFuture.supplyAsync(() -> server().shutdown(deadline));
      server().drain();
      raw.send(empty);
      assertThat(raw.readHead())
          .startsWith("HTTP/1.1 503 ")
          .containsIgnoringCase("connection: close");
      // Its only connection has ended, so it does not wait for more.
      assertThat(Await.result(stopped)).isTrue();
    }
  }

  @Test
  void drainingServerTakesNoNewConnections() throws Exception {
    start(builder -> {});
    server().drain();
    Await.until(
        "the port is closed",
        () -> {
          try {
            new RawHttp(server().address()).close();
            return false;
          } catch (IOException e) {
            return true;
          }
        });
  }

  @Test
  void silentConnectionIsCutOffOnceTheServerHasLingered() throws Exception {
    start(builder -> builder.linger(Duration.ofMillis(50)));
    try (RawHttp raw = new RawHttp(server().address())) {
      raw.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
      assertThat(raw.readStatus()).isEqualTo(200);
      assertThat(server().shutdown(System.nanoTime() + TimeUnit.SECONDS.toNanos(120))).isTrue();
      assertThat(raw.readAll()).isEmpty();
    }
  }

  @Test
  void requestThatIsNeverAnsweredEndsAtTheDeadline() throws Exception {
    CompletableFuture<Void> arrived = new CompletableFuture<>();
    start(
        builder ->
            builder.customize(
                armeria ->
                    armeria.service(
                        "/stuck",
                        (ctx, request) -> {
                          arrived.complete(null);
                          return HttpResponse.of(new CompletableFuture<>());
                        })));
    try (RawHttp stuck = new RawHttp(server().address())) {
      stuck.send("GET /stuck HTTP/1.1\r\nHost: x\r\n\r\n");
      Await.result(arrived);
      assertThat(server().shutdown(System.nanoTime())).isFalse();
      assertThat(stuck.readAll()).doesNotStartWith("HTTP/1.1 200");
    }
  }

  @Test
  void tlsServesTheJdksClient() throws Exception {
    start(builder -> builder.tls(TestKeys.server()));
    client =
        HttpClient.newBuilder()
            .sslContext(TlsContexts.httpClient(TestKeys.client()))
            .sslParameters(TlsContexts.httpClientParameters(TestKeys.client()))
            .build();
    java.net.http.HttpResponse<byte[]> response = post("https", "hi".getBytes(UTF_8));
    assertThat(response.body()).isEqualTo("hi".getBytes(UTF_8));
    assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
    client = HttpClient.newHttpClient();
    assertThatThrownBy(() -> post("https", new byte[0])).isInstanceOf(IOException.class);
  }

  @Test
  void clientsMustShowTheirCertificateWhereItIsAskedFor() throws Exception {
    start(builder -> builder.tls(TestKeys.server().withClientCaFile(TestKeys.path("ca.crt"))));
    var known =
        TestKeys.client().withCertificate(TestKeys.path("client.crt"), TestKeys.path("client.key"));
    client = HttpClient.newBuilder().sslContext(TlsContexts.httpClient(known)).build();
    assertThat(post("https", new byte[1]).statusCode()).isEqualTo(200);
    client = HttpClient.newBuilder().sslContext(TlsContexts.httpClient(TestKeys.client())).build();
    assertThatThrownBy(() -> post("https", new byte[1])).isInstanceOf(IOException.class);
  }

  @Test
  void takenPortIsNamed() throws Exception {
    start(builder -> {});
    Endpoint taken = new Endpoint("127.0.0.1", server().address().getPort());
    HttpServer second =
        new HttpServerBuilder(taken)
            .customize(armeria -> armeria.serviceUnder("/", this::echo))
            .build();
    assertThatThrownBy(second::start)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot listen on " + taken + ": ")
        .hasMessageContaining("in use");
    second.shutdown(System.nanoTime());
  }

  @Test
  void shutdownLeavesNoThreadAndIsSafeTwice() throws Exception {
    ThreadWatch threads = new ThreadWatch();
    start(builder -> {});
    try (RawHttp raw = new RawHttp(server().address())) {
      raw.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
      assertThat(raw.readStatus()).isEqualTo(200);
    }
    assertThat(server().shutdown(System.nanoTime() + TimeUnit.SECONDS.toNanos(30))).isTrue();
    assertThat(server().shutdown(System.nanoTime())).isTrue();
    threads.assertNoneLeft();
  }
}
