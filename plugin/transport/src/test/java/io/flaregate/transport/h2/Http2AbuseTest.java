package io.flaregate.transport.h2;

import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpResponse;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.TestSettings;
import io.flaregate.transport.grpc.GrpcChannels;
import io.flaregate.transport.grpc.GrpcServer;
import io.flaregate.transport.grpc.GrpcServerBuilder;
import io.flaregate.transport.http.HttpServer;
import io.flaregate.transport.http.HttpServerBuilder;
import io.flaregate.transport.net.Endpoint;
import io.flaregate.transport.tls.TlsClientConfig;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What HTTP/2 allows to misuse, and who is served meanwhile. */
class Http2AbuseTest {
  private static final int MANY = 20_000;

  /** The two servers. */
  enum Kind {
    GRPC,
    HTTP
  }

  /** The ways of abuse. */
  enum Abuse {
    /** CVE-2023-44487. */
    RAPID_RESET {
      @Override
      void flood(Http2Abuser h2) {
        for (int i = 0; i < MANY; i++) {
          h2.request(stream(i), Http2Abuser.END_HEADERS, 0);
          h2.frame(Http2Abuser.RST_STREAM, 0, stream(i), Http2Abuser.ofInt(8));
        }
      }
    },
    /** CVE-2025-8671: a window update of zero makes the server reset the stream. */
    MADE_YOU_RESET {
      @Override
      void flood(Http2Abuser h2) {
        for (int i = 0; i < MANY; i++) {
          h2.request(stream(i), Http2Abuser.END_HEADERS, 0);
          h2.frame(Http2Abuser.WINDOW_UPDATE, 0, stream(i), Http2Abuser.ofInt(0));
        }
      }
    },
    EMPTY_CONTINUATIONS {
      @Override
      void flood(Http2Abuser h2) {
        h2.request(1, 0, 0);
        for (int i = 0; i < MANY; i++) {
          h2.frame(Http2Abuser.CONTINUATION, 0, 1, new byte[0]);
        }
      }
    },
    LARGE_CONTINUATIONS {
      @Override
      void flood(Http2Abuser h2) {
        h2.request(1, 0, 0);
        for (int i = 0; i < 200; i++) {
          h2.frame(Http2Abuser.CONTINUATION, 0, 1, new byte[16_000]);
        }
      }
    },
    PRIORITIES {
      @Override
      void flood(Http2Abuser h2) {
        for (int i = 0; i < MANY; i++) {
          h2.frame(Http2Abuser.PRIORITY, 0, 1, new byte[] {0, 0, 0, 3, 1});
        }
      }
    },
    UNKNOWN_FRAMES {
      @Override
      void flood(Http2Abuser h2) {
        for (int i = 0; i < MANY; i++) {
          h2.frame(0x77, 0, 0, new byte[8]);
        }
      }
    },
    /** Streams beyond the limit, each of which is refused by a reset. */
    TOO_MANY_STREAMS {
      @Override
      void flood(Http2Abuser h2) {
        for (int i = 0; i < MANY; i++) {
          h2.request(stream(i), Http2Abuser.END_HEADERS, 0);
        }
      }
    },
    PINGS {
      @Override
      void flood(Http2Abuser h2) {
        for (int i = 0; i < MANY; i++) {
          h2.frame(Http2Abuser.PING, 0, 0, new byte[8]);
        }
      }
    },
    SETTINGS {
      @Override
      void flood(Http2Abuser h2) {
        for (int i = 0; i < MANY; i++) {
          h2.frame(Http2Abuser.SETTINGS, 0, 0, new byte[0]);
        }
      }
    },
    WINDOW_UPDATES {
      @Override
      void flood(Http2Abuser h2) {
        h2.request(1, Http2Abuser.END_HEADERS, 0);
        for (int i = 0; i < MANY; i++) {
          h2.frame(Http2Abuser.WINDOW_UPDATE, 0, i % 2, Http2Abuser.ofInt(1));
        }
      }
    },
    EMPTY_DATA {
      @Override
      void flood(Http2Abuser h2) {
        h2.request(1, Http2Abuser.END_HEADERS, 0);
        for (int i = 0; i < MANY; i++) {
          h2.frame(Http2Abuser.DATA, 0, 1, new byte[0]);
        }
      }
    };

    abstract void flood(Http2Abuser h2);

    private static int stream(int i) {
      return (2 * i) + 1;
    }
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

  private InetSocketAddress start(Kind kind) throws Exception {
    Endpoint endpoint = Endpoint.parse("localhost:0");
    if (kind == Kind.GRPC) {
      grpc =
          new GrpcServerBuilder(
                  endpoint, settings.settings().callbacks(), settings.settings().workers())
              .counting(settings.settings())
              .build()
              .start();
      return grpc.address();
    }
    http =
        new HttpServerBuilder(endpoint)
            .counting(settings.settings())
            // Requests stay open until their bodies have come.
            .customize(
                b ->
                    b.serviceUnder(
                        "/",
                        (ctx, request) ->
                            HttpResponse.of(
                                request.aggregate().thenApply(all -> HttpResponse.of(200)))))
            .build()
            .start();
    return http.address();
  }

  private static void assertServes(Kind kind, InetSocketAddress address) throws Exception {
    if (kind == Kind.HTTP) {
      URI uri = URI.create("http://localhost:" + address.getPort() + "/");
      HttpClient client = HttpClient.newHttpClient();
      assertThat(
              client
                  .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                  .statusCode())
          .isEqualTo(200);
      return;
    }
    ManagedChannel channel =
        GrpcChannels.builder("localhost:" + address.getPort(), TlsClientConfig.plaintext()).build();
    try {
      assertThat(
              HealthGrpc.newBlockingStub(channel)
                  .withDeadlineAfter(20, TimeUnit.SECONDS)
                  .check(HealthCheckRequest.getDefaultInstance())
                  .getStatus())
          .isEqualTo(ServingStatus.SERVING);
    } finally {
      channel.shutdownNow();
    }
  }

  static Stream<Arguments> abuses() {
    return Stream.of(Kind.values())
        .flatMap(kind -> Stream.of(Abuse.values()).map(abuse -> Arguments.of(kind, abuse)));
  }

  /** What a connection is counted under; the library ends some before we would. */
  private static String reason(Abuse abuse) {
    return switch (abuse) {
      case RAPID_RESET -> "rapid_reset";
      case MADE_YOU_RESET, TOO_MANY_STREAMS -> "made_you_reset";
      case PINGS -> "ping_flood";
      case SETTINGS -> "settings_flood";
      case WINDOW_UPDATES -> "window_update_flood";
      case EMPTY_DATA -> "empty_data_flood";
      case PRIORITIES, UNKNOWN_FRAMES -> "priority_flood";
      case EMPTY_CONTINUATIONS -> "enhance_your_calm";
      case LARGE_CONTINUATIONS -> "protocol_error";
    };
  }

  @ParameterizedTest
  @MethodSource("abuses")
  void othersAreServedWhileAnAbuserIsSentAwayAndCounted(Kind kind, Abuse abuse) throws Exception {
    InetSocketAddress address = start(kind);
    assertServes(kind, address);
    try (Http2Abuser abuser = new Http2Abuser(address)) {
      CompletableFuture<Void> flood = CompletableFuture.runAsync(() -> abuse.flood(abuser));
      assertServes(kind, address);
      assertThat(abuser.awaitEnd(20)).as("the connection is closed").isTrue();
      flood.get(20, TimeUnit.SECONDS);
    }
    assertServes(kind, address);
    // Counted when GOAWAY is written; the reset that may follow can overtake it at the client.
    assertThat(ended(kind, reason(abuse)))
        .as(settings.meter().values("flaregate_connections_ended_total").toString())
        .isEqualTo(1);
  }

  private double ended(Kind kind, String reason) {
    return settings
        .meter()
        .value("flaregate_connections_ended_total", "otlp", kind.name().toLowerCase(ROOT), reason);
  }

  @ParameterizedTest
  @EnumSource
  void noMoreThanAHundredStreamsAreUnderWayOnAConnection(Kind kind) throws Exception {
    InetSocketAddress address = start(kind);
    try (Http2Abuser client = new Http2Abuser(address)) {
      for (int stream = 1; stream <= 299; stream += 2) {
        client.request(stream, Http2Abuser.END_HEADERS, 0);
      }
      Await.until("the others are refused", () -> client.resets() == 50);
      assertThat(client.maxConcurrentStreams()).isEqualTo(100);
      assertThat(client.goAways()).isZero();
    }
  }

  /** More updates than the limit of a flood, but two for each request, as busy clients send. */
  @Test
  void windowsThatAreOpenedForAnswersAreNoFlood() throws Exception {
    InetSocketAddress address = start(Kind.HTTP);
    try (Http2Abuser client = new Http2Abuser(address)) {
      for (int i = 0; i < 300; i++) {
        int answers = i + 1;
        client.request((2 * i) + 1, Http2Abuser.END_HEADERS | Http2Abuser.END_STREAM, 0);
        Await.until("an answer", () -> client.answers() >= answers || client.goAways() > 0);
        client.frame(Http2Abuser.WINDOW_UPDATE, 0, 0, Http2Abuser.ofInt(1));
        client.frame(Http2Abuser.WINDOW_UPDATE, 0, 0, Http2Abuser.ofInt(1));
      }
      client.request(601, Http2Abuser.END_HEADERS | Http2Abuser.END_STREAM, 0);
      Await.until("the last answer", () -> client.answers() >= 301 || client.goAways() > 0);
      assertThat(client.goAways()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void headersOverTheLimitAreRefusedAndTheConnectionGoesOn(Kind kind) throws Exception {
    InetSocketAddress address = start(kind);
    try (Http2Abuser client = new Http2Abuser(address)) {
      client.request(1, Http2Abuser.END_HEADERS, 16_200);
      Await.until("a refusal", () -> client.resets() + client.answers() + client.goAways() > 0);
      assertServes(kind, address);
    }
  }
}
