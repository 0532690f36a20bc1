package io.flaregate.transport.guard;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.TestSettings;
import io.flaregate.transport.grpc.GrpcServer;
import io.flaregate.transport.grpc.GrpcServerBuilder;
import io.flaregate.transport.grpc.KeepaliveConfig;
import io.flaregate.transport.http.HttpServer;
import io.flaregate.transport.http.HttpServerBuilder;
import io.flaregate.transport.http.RawHttp;
import io.flaregate.transport.net.Endpoint;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that send slowly, read slowly, or do nothing at all. */
class SlowClientsTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final int MANY = 1_000;
  private static final long MAX_HEAP_BYTES = 32L * 1024 * 1024;
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final String SETTINGS = "\0\0\0\4\0\0\0\0\0";
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

  /** The two servers. */
  enum Kind {
    GRPC,
    HTTP
  }

  private final TestSettings settings = new TestSettings("otlp");
  private @Nullable GrpcServer grpc;
  private @Nullable HttpServer http;

  @AfterEach
  void stop() {
    if (grpc != null) {
      grpc.shutdown(System.nanoTime());
    }
    if (http != null) {
      http.shutdown(System.nanoTime());
    }
    settings.close();
  }

  private InetSocketAddress start(Kind kind, Duration headerTimeout) throws Exception {
    if (kind == Kind.HTTP) {
      return http(builder().readHeaderTimeout(headerTimeout));
    }
    return grpc(grpcBuilder().headerTimeout(headerTimeout));
  }

  private GrpcServerBuilder grpcBuilder() throws Exception {
    return new GrpcServerBuilder(
            Endpoint.parse("localhost:0"),
            settings.settings().callbacks(),
            settings.settings().workers())
        .counting(settings.settings());
  }

  private InetSocketAddress grpc(GrpcServerBuilder builder) throws Exception {
    grpc = builder.build().start();
    return grpc.address();
  }

  private HttpServerBuilder builder() {
    return new HttpServerBuilder(Endpoint.parse("localhost:0")).counting(settings.settings());
  }

  private InetSocketAddress http(HttpServerBuilder builder) throws Exception {
    byte[] large = new byte[64 * 1024];
    http =
        builder
            .customize(
                b ->
                    b.service(
                            "/",
                            (ctx, request) -> HttpResponse.of(ResponseHeaders.of(HttpStatus.OK)))
                        .service(
                            "/large",
                            (ctx, request) ->
                                HttpResponse.of(
                                    HttpStatus.OK, MediaType.OCTET_STREAM, HttpData.wrap(large)))
                        .service(
                            "/stuck", (ctx, request) -> HttpResponse.of(new CompletableFuture<>())))
            .build()
            .start();
    return http.address();
  }

  private double ended(Kind kind, EndReason reason) {
    return settings
        .meter()
        .value(
            "flaregate_connections_ended_total",
            "otlp",
            kind.name().toLowerCase(ROOT),
            reason.label());
  }

  /** Sends bytes again and again until the server has had enough. */
  private static void trickle(RawHttp raw, byte[] bytes) {
    AtomicBoolean closed = new AtomicBoolean();
    CompletableFuture<Void> reader =
        CompletableFuture.runAsync(
            () -> {
              try {
                raw.readAll();
              } catch (java.io.IOException e) {
                // Ended as well.
              }
              closed.set(true);
            });
    Await.until(
        "the connection ends",
        () -> {
          try {
            raw.send(bytes);
          } catch (java.io.IOException e) {
            return true;
          }
          return closed.get();
        });
    reader.join();
  }

  @ParameterizedTest
  @EnumSource
  void silentConnectionIsClosed(Kind kind) throws Exception {
    try (RawHttp raw = new RawHttp(start(kind, SHORT))) {
      // gRPC's server speaks first.
      String greeting = raw.readAll();
      assertThat(greeting).doesNotStartWith("HTTP/1.1");
    }
    assertThat(ended(kind, EndReason.HEADER_TIMEOUT)).isEqualTo(1);
  }

  @Test
  void headersThatTrickleInAreCutOffOnEveryRequest() throws Exception {
    InetSocketAddress address = start(Kind.HTTP, SHORT);
    try (RawHttp raw = new RawHttp(address)) {
      raw.send("GET / HTTP/1.1\r\n");
      trickle(raw, "X-A: b\r\n".getBytes(US_ASCII));
    }
    assertThat(ended(Kind.HTTP, EndReason.HEADER_TIMEOUT)).isEqualTo(1);
    try (RawHttp raw = new RawHttp(address)) {
      raw.send(REQUEST);
      assertThat(raw.readStatus()).isEqualTo(200);
      trickle(raw, "GE".getBytes(US_ASCII));
    }
    assertThat(ended(Kind.HTTP, EndReason.HEADER_TIMEOUT)).isEqualTo(2);
  }

  @Test
  void connectionBetweenRequestsIsNotCutOffByTheHeaderTimeout() throws Exception {
    try (RawHttp raw = new RawHttp(start(Kind.HTTP, SHORT))) {
      for (int i = 0; i < 2; i++) {
        raw.send(REQUEST);
        assertThat(raw.readStatus()).isEqualTo(200);
        assertThat(Await.holdsWithin(SHORT.multipliedBy(2), () -> false)).isFalse();
      }
    }
    assertThat(ended(Kind.HTTP, EndReason.HEADER_TIMEOUT)).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void http2FrameThatTricklesInIsCutOffButAnIdleConnectionIsNot(Kind kind) throws Exception {
    InetSocketAddress address = start(kind, SHORT);
    try (RawHttp idle = new RawHttp(address);
        RawHttp raw = new RawHttp(address)) {
      idle.send(PREFACE + SETTINGS);
      raw.send(PREFACE + SETTINGS);
      // The head of HEADERS of 16,000 bytes on stream 1.
      raw.send("\0\76\200\1\4\0\0\0\1");
      trickle(raw, new byte[1]);
      assertThat(ended(kind, EndReason.HEADER_TIMEOUT)).isEqualTo(1);
      assertThat(Await.holdsWithin(SHORT.multipliedBy(3), () -> false)).isFalse();
      assertThat(ended(kind, EndReason.HEADER_TIMEOUT)).isEqualTo(1);
    }
  }

  @Test
  void whoDoesNotReadAnswersIsReadNoMoreAndGivenUp() throws Exception {
    InetSocketAddress address = http(builder().writeTimeout(SHORT));
    try (RawHttp raw = new RawHttp(address)) {
      String request = "GET /large HTTP/1.1\r\nHost: x\r\n\r\n";
      CompletableFuture<Void> sender =
          CompletableFuture.runAsync(
              () -> {
                try {
                  raw.send(request.repeat(20_000));
                } catch (java.io.IOException e) {
                  // The server has closed.
                }
              });
      Await.until("it is given up", () -> ended(Kind.HTTP, EndReason.SLOW_READER) == 1);
      sender.join();
    }
    try (RawHttp raw = new RawHttp(address)) {
      assertThat(raw.send(REQUEST).readStatus()).isEqualTo(200);
    }
  }

  @Test
  void idleHttpConnectionsEnd() throws Exception {
    InetSocketAddress address = http(builder().idleTimeout(Duration.ofSeconds(1)));
    try (RawHttp one = new RawHttp(address);
        RawHttp two = new RawHttp(address)) {
      assertThat(one.send(REQUEST).readStatus()).isEqualTo(200);
      two.send(PREFACE + SETTINGS);
      assertThat(one.readAll()).doesNotContain("HTTP/1.1");
      assertThat(two.readAll()).isNotEmpty();
    }
  }

  @Test
  void oldHttpConnectionIsTurnedAwayAndCutOffAtLast() throws Exception {
    InetSocketAddress address =
        http(
            builder()
                .maxConnectionAge(Duration.ofSeconds(1))
                .maxConnectionAgeGrace(Duration.ofSeconds(1)));
    try (RawHttp idle = new RawHttp(address);
        RawHttp stuck = new RawHttp(address)) {
      idle.send(PREFACE + SETTINGS);
      stuck.send("GET /stuck HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(idle.readAll()).isNotEmpty();
      assertThat(stuck.readAll()).doesNotStartWith("HTTP/1.1 200");
    }
    assertThat(ended(Kind.HTTP, EndReason.AGE)).isPositive();
  }

  @Test
  void oldGrpcConnectionEnds() throws Exception {
    KeepaliveConfig defaults = KeepaliveConfig.defaults();
    KeepaliveConfig.ServerParameters server =
        new KeepaliveConfig.ServerParameters(
            Duration.ZERO,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            defaults.serverParameters().time(),
            defaults.serverParameters().timeout());
    InetSocketAddress address =
        grpc(grpcBuilder().keepalive(new KeepaliveConfig(server, defaults.enforcementPolicy())));
    try (RawHttp idle = new RawHttp(address)) {
      idle.send(PREFACE + SETTINGS);
      assertThat(idle.readAll()).contains("max_age");
    }
  }

  @Test
  void idleGrpcConnectionEnds() throws Exception {
    KeepaliveConfig defaults = KeepaliveConfig.defaults();
    KeepaliveConfig.ServerParameters server =
        new KeepaliveConfig.ServerParameters(
            Duration.ofSeconds(1),
            Duration.ofMinutes(5),
            Duration.ofSeconds(1),
            defaults.serverParameters().time(),
            defaults.serverParameters().timeout());
    InetSocketAddress address =
        grpc(grpcBuilder().keepalive(new KeepaliveConfig(server, defaults.enforcementPolicy())));
    try (RawHttp idle = new RawHttp(address)) {
      idle.send(PREFACE + SETTINGS);
      assertThat(idle.readAll()).contains("max_idle");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aThousandStuckConnectionsCostLittleAndOthersAreServed(Kind kind) throws Exception {
    InetSocketAddress address = start(kind, Duration.ofMinutes(5));
    long before = usedHeap();
    List<RawHttp> stuck = new ArrayList<>();
    try {
      for (int i = 0; i < MANY; i++) {
        RawHttp raw = new RawHttp(address);
        stuck.add(raw);
        raw.send(
            switch (i % 4) {
              case 0 -> "POST / HTTP/1.1\r\nHost: x\r\nX-A: b";
              case 1 -> "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc";
              case 2 -> PREFACE + SETTINGS;
              default -> PREFACE + SETTINGS + "\0\76\200\1\4\0\0\0\1abc";
            });
      }
      assertServes(kind, address);
      long cost = usedHeap() - before;
      assertThat(cost).as("heap of " + MANY + " connections").isLessThan(MAX_HEAP_BYTES);
      System.getLogger("test")
          .log(System.Logger.Level.INFO, "{0}: {1} bytes of heap", kind, Long.toString(cost));
    } finally {
      for (RawHttp raw : stuck) {
        raw.close();
      }
    }
    assertServes(kind, address);
  }

  private static void assertServes(Kind kind, InetSocketAddress address) throws Exception {
    try (RawHttp raw = new RawHttp(address)) {
      if (kind == Kind.HTTP) {
        assertThat(raw.send(REQUEST).readStatus()).isEqualTo(200);
        return;
      }
      String ping = "\0\0\10\6\0\0\0\0\0flaregat";
      raw.send(PREFACE + SETTINGS + ping);
      assertThat(raw.readUntil("flaregat")).isTrue();
    }
  }

  private static long usedHeap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
