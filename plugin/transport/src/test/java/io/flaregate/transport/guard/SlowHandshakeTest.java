package io.flaregate.transport.guard;

import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpResponse;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.TestSettings;
import io.flaregate.transport.grpc.GrpcServer;
import io.flaregate.transport.grpc.GrpcServerBuilder;
import io.flaregate.transport.http.HttpServer;
import io.flaregate.transport.http.HttpServerBuilder;
import io.flaregate.transport.net.Endpoint;
import io.flaregate.transport.tls.TestKeys;
import io.flaregate.transport.tls.TlsContexts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS handshakes that do not get on: the time of the first headers is theirs as well. */
class SlowHandshakeTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofMinutes(5);

  private final TestSettings settings = new TestSettings("otlp");
  private @Nullable GrpcServer grpc;
  private @Nullable HttpServer http;

  enum Kind {
    GRPC,
    HTTP
  }

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
    Endpoint endpoint = Endpoint.parse("localhost:0");
    if (kind == Kind.GRPC) {
      grpc =
          new GrpcServerBuilder(
                  endpoint, settings.settings().callbacks(), settings.settings().workers())
              .tls(TestKeys.server())
              .headerTimeout(headerTimeout)
              .counting(settings.settings())
              .build()
              .start();
      return grpc.address();
    }
    http =
        new HttpServerBuilder(endpoint)
            .tls(TestKeys.server())
            .readHeaderTimeout(headerTimeout)
            .counting(settings.settings())
            .customize(b -> b.service("/", (ctx, request) -> HttpResponse.of(200)))
            .build()
            .start();
    return http.address();
  }

  private void assertCutOff(Kind kind) {
    String protocol = kind.name().toLowerCase(ROOT);
    String reason = EndReason.HEADER_TIMEOUT.label();
    Await.until(
        "the connection is counted",
        () ->
            settings.meter().value("flaregate_connections_ended_total", "otlp", protocol, reason)
                == 1);
  }

  /** The head of a ClientHello of 400 bytes, which then comes a byte at a time. */
  @ParameterizedTest
  @EnumSource
  void handshakeThatTricklesInIsCutOff(Kind kind) throws Exception {
    InetSocketAddress address = start(kind, SHORT);
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setTcpNoDelay(true);
      socket.getOutputStream().write(new byte[] {22, 3, 1, 1, (byte) 0x90, 1, 0, 1, (byte) 0x8c});
      Await.until("the connection ends", () -> isRefused(socket));
    }
    assertCutOff(kind);
  }

  private static boolean isRefused(Socket socket) {
    try {
      socket.getOutputStream().write(0);
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** Whoever ends the handshake and says nothing has no more time than others. */
  @ParameterizedTest
  @EnumSource
  void silenceAfterTheHandshakeIsCutOff(Kind kind) throws Exception {
    InetSocketAddress address = start(kind, SHORT);
    try (SSLSocket socket = connect(address)) {
      socket.startHandshake();
      // gRPC's server speaks first.
      while (socket.getInputStream().read() >= 0) {
        assertThat(socket.isConnected()).isTrue();
      }
    } catch (IOException e) {
      // A reset ends it as well.
    }
    assertCutOff(kind);
  }

  @ParameterizedTest
  @EnumSource
  void handshakeWithinTheTimeIsNotCutOff(Kind kind) throws Exception {
    InetSocketAddress address = start(kind, LONG);
    try (SSLSocket socket = connect(address)) {
      socket.startHandshake();
      assertThat(socket.getSession().isValid()).isTrue();
    }
    assertThat(settings.meter().total("flaregate_connections_ended_total")).isZero();
  }

  private static SSLSocket connect(InetSocketAddress address) throws Exception {
    Socket plain = new Socket(address.getAddress(), address.getPort());
    plain.setSoTimeout(20_000);
    SSLSocket socket =
        (SSLSocket)
            TlsContexts.httpClient(TestKeys.client())
                .getSocketFactory()
                .createSocket(plain, "localhost", address.getPort(), true);
    javax.net.ssl.SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    return socket;
  }
}
