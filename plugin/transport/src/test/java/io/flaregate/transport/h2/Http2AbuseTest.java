package io.flaregate.transport.h2;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpResponse;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
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
              .build()
              .start();
      return grpc.address();
    }
    http =
        new HttpServerBuilder(endpoint)
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

  /** The others are only borne so far: the server goes on to answer the abuser as well. */
  private static boolean isSentAway(Kind kind, Abuse abuse) {
    return switch (abuse) {
      case RAPID_RESET, EMPTY_CONTINUATIONS, LARGE_CONTINUATIONS -> true;
      case MADE_YOU_RESET, PINGS -> kind == Kind.GRPC;
      case EMPTY_DATA -> kind == Kind.HTTP;
      case SETTINGS -> false;
    };
  }

  @ParameterizedTest
  @MethodSource("abuses")
  void othersAreServedWhileAnAbuserIsSentAwayOrBorne(Kind kind, Abuse abuse) throws Exception {
    InetSocketAddress address = start(kind);
    assertServes(kind, address);
    try (Http2Abuser abuser = new Http2Abuser(address)) {
      CompletableFuture<Void> flood = CompletableFuture.runAsync(() -> abuse.flood(abuser));
      assertServes(kind, address);
      if (isSentAway(kind, abuse)) {
        assertThat(abuser.awaitEnd(20)).as("the connection is closed").isTrue();
        assertThat(abuser.goAways()).isPositive();
      }
      flood.get(20, TimeUnit.SECONDS);
    }
    assertServes(kind, address);
  }
}
