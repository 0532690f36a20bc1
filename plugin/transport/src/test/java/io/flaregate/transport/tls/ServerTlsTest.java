package io.flaregate.transport.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.common.HttpResponse;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.TestSettings;
import io.flaregate.transport.grpc.GrpcChannels;
import io.flaregate.transport.grpc.GrpcServer;
import io.flaregate.transport.grpc.GrpcServerBuilder;
import io.flaregate.transport.http.HttpServer;
import io.flaregate.transport.http.HttpServerBuilder;
import io.flaregate.transport.net.Endpoint;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both servers' TLS: files that change, and clients that are not let in. */
class ServerTlsTest {
  /** The two servers. */
  enum Kind {
    GRPC,
    HTTP
  }

  private static final String OK = "answered";

  @TempDir Path folder;
  private final TestSettings settings = new TestSettings("otlp");
  private @Nullable GrpcServer grpc;
  private @Nullable HttpServer http;

  @BeforeEach
  void files() throws IOException {
    pair("server");
    put("ca.crt", "client-ca");
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

  private void put(String from, String to) throws IOException {
    Path next = folder.resolve(to + ".next");
    Files.copy(Path.of(TestKeys.path(from)), next, StandardCopyOption.REPLACE_EXISTING);
    Files.move(next, folder.resolve(to), StandardCopyOption.ATOMIC_MOVE);
  }

  private void pair(String name) throws IOException {
    put(name + ".crt", "cert");
    put(name + ".key", "key");
  }

  private TlsServerConfig config() {
    return TlsServerConfig.ofFiles(
            folder.resolve("cert").toString(), folder.resolve("key").toString())
        .withReloadInterval(Duration.ofMillis(20));
  }

  private TlsServerConfig mutual() {
    return config().withClientCaFile(folder.resolve("client-ca").toString());
  }

  private InetSocketAddress start(Kind kind, TlsServerConfig config) throws Exception {
    Endpoint endpoint = Endpoint.parse("localhost:0");
    if (kind == Kind.GRPC) {
      grpc =
          new GrpcServerBuilder(
                  endpoint, settings.settings().callbacks(), settings.settings().workers())
              .tls(config)
              .reloading(settings.settings())
              .build()
              .start();
      return grpc.address();
    }
    http =
        new HttpServerBuilder(endpoint)
            .tls(config)
            .reloading(settings.settings())
            .customize(b -> b.service("/", (ctx, request) -> HttpResponse.of(200)))
            .build()
            .start();
    return http.address();
  }

  private static TlsClientConfig client() {
    return TestKeys.client();
  }

  private static TlsClientConfig client(String name) {
    return client().withCertificate(TestKeys.path(name + ".crt"), TestKeys.path(name + ".key"));
  }

  /** Sends a request over a connection of its own; "answered", or why not. */
  private static String ask(Kind kind, InetSocketAddress address, TlsClientConfig config)
      throws Exception {
    return kind == Kind.GRPC ? askGrpc(address, config) : askHttp(address, config);
  }

  private static String askGrpc(InetSocketAddress address, TlsClientConfig config)
      throws Exception {
    ManagedChannel channel = GrpcChannels.builder("localhost:" + address.getPort(), config).build();
    try {
      ServingStatus status =
          HealthGrpc.newBlockingStub(channel)
              .withDeadlineAfter(20, TimeUnit.SECONDS)
              .check(HealthCheckRequest.getDefaultInstance())
              .getStatus();
      return status == ServingStatus.SERVING ? OK : status.name();
    } catch (io.grpc.StatusRuntimeException e) {
      return e.toString();
    } finally {
      channel.shutdownNow();
    }
  }

  private static String askHttp(InetSocketAddress address, TlsClientConfig config)
      throws Exception {
    try (SSLSocket socket = connect(address, config)) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(UTF_8));
      String head = new String(socket.getInputStream().readNBytes(12), UTF_8);
      return head.equals("HTTP/1.1 200") ? OK : "\"" + head + "\"";
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static SSLSocket connect(InetSocketAddress address, TlsClientConfig config)
      throws Exception {
    SSLContext context = TlsContexts.httpClient(config);
    Socket plain = new Socket(address.getAddress(), address.getPort());
    plain.setSoTimeout(20_000);
    return (SSLSocket)
        context.getSocketFactory().createSocket(plain, "localhost", address.getPort(), true);
  }

  private static X509Certificate shown(InetSocketAddress address) throws Exception {
    TlsClientConfig any = TlsClientConfig.defaults().withInsecureSkipVerify();
    try (SSLSocket socket = connect(address, any)) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  @ParameterizedTest
  @EnumSource
  void rotatedCertificateIsShownWhileRequestsGoOn(Kind kind) throws Exception {
    InetSocketAddress address = start(kind, config());
    String before = shown(address).getPublicKey().getAlgorithm();
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger answered = new AtomicInteger();
    AtomicReference<String> failure = new AtomicReference<>();
    Thread load =
        new Thread(
            () -> {
              while (!stop.get()) {
                note(kind, address, answered, failure);
              }
            });
    load.start();
    Await.until("requests pass", () -> answered.get() > 3);
    put("rsa.crt", "cert");
    Await.until("half a pair is refused", () -> reloads("failed") > 0);
    assertThat(shown(address).getPublicKey().getAlgorithm()).isEqualTo(before);
    put("rsa.key", "key");
    Await.until("the new pair is loaded", () -> reloads("loaded") == 1);
    int sofar = answered.get();
    Await.until("requests pass", () -> answered.get() > sofar + 3);
    stop.set(true);
    load.join();
    assertThat(failure.get()).isNull();
    assertThat(shown(address).getPublicKey().getAlgorithm()).isEqualTo("RSA").isNotEqualTo(before);
    assertThat(settings.logger().messages(System.Logger.Level.WARNING))
        .singleElement()
        .asString()
        .contains("certificate and key do not go together");
    assertThat(settings.logger().messages(System.Logger.Level.INFO))
        .contains("otlp: tls: certificate, key and authorities were read again");
  }

  private static void note(
      Kind kind,
      InetSocketAddress address,
      AtomicInteger answered,
      AtomicReference<String> failure) {
    try {
      String answer = ask(kind, address, client());
      if (answer.equals(OK)) {
        answered.incrementAndGet();
      } else {
        failure.compareAndSet(null, answer);
      }
    } catch (Exception e) {
      failure.compareAndSet(null, e.toString());
    }
  }

  private double reloads(String outcome) {
    return settings.meter().value("flaregate_tls_reloads_total", "otlp", outcome);
  }

  @ParameterizedTest
  @EnumSource
  void onlyClientsOfTheAuthorityAreLetIn(Kind kind) throws Exception {
    InetSocketAddress address = start(kind, mutual());
    assertThat(ask(kind, address, client("client"))).isEqualTo(OK);
    assertThat(ask(kind, address, client())).isNotEqualTo(OK);
    assertThat(ask(kind, address, client("stranger"))).isNotEqualTo(OK);
    assertThat(ask(kind, address, client("client"))).isEqualTo(OK);
  }

  @ParameterizedTest
  @EnumSource
  void expiredClientIsNotLetIn(Kind kind) throws Exception {
    ExpiredClient expired = ExpiredClient.in(folder);
    Files.copy(
        expired.authority(), folder.resolve("client-ca"), StandardCopyOption.REPLACE_EXISTING);
    InetSocketAddress address = start(kind, mutual());
    TlsClientConfig late =
        client().withCertificate(expired.certificate().toString(), expired.key().toString());
    assertThat(ask(kind, address, late)).isNotEqualTo(OK);
    TlsClientConfig good =
        client().withCertificate(expired.valid().toString(), expired.validKey().toString());
    assertThat(ask(kind, address, good)).isEqualTo(OK);
  }

  @ParameterizedTest
  @EnumSource
  void rotatedAuthorityDecidesWhoIsLetIn(Kind kind) throws Exception {
    InetSocketAddress address = start(kind, mutual());
    assertThat(ask(kind, address, client("client"))).isEqualTo(OK);
    put("other-ca.crt", "client-ca");
    Await.until("the new authority is loaded", () -> reloads("loaded") == 1);
    assertThat(ask(kind, address, client("stranger"))).isEqualTo(OK);
    assertThat(ask(kind, address, client("client"))).isNotEqualTo(OK);
  }

  @ParameterizedTest
  @EnumSource
  void oldVersionsAndPlainTextAreRefused(Kind kind) throws Exception {
    InetSocketAddress address = start(kind, config());
    try (SSLSocket socket = connect(address, client())) {
      // Enabled at the client only if the JDK still has them: either way there is no handshake.
      assertThatThrownBy(
              () -> {
                socket.setEnabledProtocols(new String[] {"TLSv1.1", "TLSv1"});
                socket.startHandshake();
              })
          .isInstanceOf(IOException.class);
    }
    try (Socket plain = new Socket(address.getAddress(), address.getPort())) {
      plain.setSoTimeout(20_000);
      plain.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(UTF_8));
      byte[] answer = plain.getInputStream().readAllBytes();
      assertThat(new String(answer, UTF_8)).doesNotContain("HTTP/1.1 200");
    } catch (java.net.SocketException e) {
      // A reset refuses as well.
    }
    assertThat(ask(kind, address, client())).isEqualTo(OK);
  }

  @Test
  void filesThatHaveNotChangedAreLeftAlone() throws Exception {
    ServerTls tls = ServerTls.load(mutual());
    assertThat(tls.reload()).isFalse();
    put("server.crt", "cert");
    assertThat(tls.reload()).isFalse();
    Files.delete(folder.resolve("client-ca"));
    assertThatThrownBy(tls::reload)
        .hasMessageStartingWith("client_ca_file \"" + folder.resolve("client-ca"));
  }
}
