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
import java.util.Locale;
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
              .counting(settings.settings())
              .build()
              .start();
      return grpc.address();
    }
    http =
        new HttpServerBuilder(endpoint)
            .tls(config)
            .reloading(settings.settings())
            .counting(settings.settings())
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
    awaitFailures(kind, "no_certificate");
    assertThat(ask(kind, address, client("stranger"))).isNotEqualTo(OK);
    insist(address, "stranger");
    awaitFailures(kind, "unknown_authority");
    // A certificate of the right authority that is not for clients.
    insist(address, "server");
    awaitFailures(kind, "certificate_usage");
    assertThat(ask(kind, address, client("client"))).isEqualTo(OK);
  }

  private static void insist(InetSocketAddress address, String name) throws Exception {
    Path certificate = Path.of(TestKeys.path(name + ".crt"));
    new InsistentClient(certificate, Path.of(TestKeys.path(name + ".key"))).call(address);
  }

  private void awaitFailures(Kind kind, String reason) {
    String transport = kind.name().toLowerCase(Locale.ROOT);
    String metric = "flaregate_tls_handshake_failures_total";
    try {
      Await.until(
          "a failed handshake is counted",
          () -> settings.meter().value(metric, "otlp", transport, reason) > 0);
    } catch (AssertionError e) {
      throw new AssertionError(reason + ": " + settings.meter().values(metric), e);
    }
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
    awaitFailures(kind, "certificate_expired");
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
    // A ClientHello by hand: the JDK's own client has the old versions no more.
    for (int version : new int[] {1, 2}) {
      assertRefused(address, hello(version, 2));
    }
    awaitFailures(kind, "tls_version");
    try (Socket plain = new Socket(address.getAddress(), address.getPort())) {
      plain.setSoTimeout(20_000);
      plain.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(UTF_8));
      byte[] answer = plain.getInputStream().readAllBytes();
      assertThat(new String(answer, UTF_8)).doesNotContain("HTTP/1.1 200");
    } catch (java.net.SocketException e) {
      // A reset refuses as well.
    }
    awaitFailures(kind, "not_tls");
    assertThat(ask(kind, address, client())).isEqualTo(OK);
  }

  @ParameterizedTest
  @EnumSource
  void minVersionIsHeld(Kind kind) throws Exception {
    TlsServerConfig newest =
        new TlsServerConfig(
            folder.resolve("cert").toString(),
            "",
            folder.resolve("key").toString(),
            new io.flaregate.spi.config.Secret(""),
            "",
            "1.3",
            "",
            Duration.ZERO);
    InetSocketAddress address = start(kind, newest);
    assertRefused(address, hello(3, 2));
    awaitFailures(kind, "tls_version");
    assertThat(ask(kind, address, client())).isEqualTo(OK);
  }

  @ParameterizedTest
  @EnumSource
  void handshakeThatAnnouncesMegabytesIsNotWaitedFor(Kind kind) throws Exception {
    InetSocketAddress address = start(kind, config());
    // Nine bytes: a ClientHello of 16 MiB.
    byte[] head = {22, 3, 1, 0x40, 0, 1, (byte) 0xff, (byte) 0xff, (byte) 0xff};
    byte[] flood = new byte[200_000];
    System.arraycopy(head, 0, flood, 0, head.length);
    for (int at = 5 + 0x4000; at + 5 < flood.length; at += 5 + 0x4000) {
      System.arraycopy(head, 0, flood, at, 5);
    }
    assertRefused(address, flood);
    assertThat(ask(kind, address, client())).isEqualTo(OK);
  }

  private static void assertRefused(InetSocketAddress address, byte[] bytes) throws Exception {
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setSoTimeout(9_000);
      socket.getOutputStream().write(bytes);
      // An alert (21), or nothing: never a ServerHello (22).
      byte[] answer = socket.getInputStream().readAllBytes();
      assertThat(answer.length == 0 || answer[0] == 21).isTrue();
    } catch (java.net.SocketException e) {
      // A reset refuses as well.
    }
  }

  /** A ClientHello of a version 3.{@code minor} without extensions, with a common cipher suite. */
  private static byte[] hello(int minor, int recordMinor) {
    byte[] hello = new byte[5 + 4 + 2 + 32 + 1 + 2 + 4 + 2];
    java.nio.ByteBuffer.wrap(hello)
        .put(new byte[] {22, 3, (byte) recordMinor, 0, (byte) (hello.length - 5)})
        .put(new byte[] {1, 0, 0, (byte) (hello.length - 9), 3, (byte) minor})
        .put(new byte[32])
        .put(new byte[] {0, 0, 4, (byte) 0xc0, 0x2b, (byte) 0xc0, 0x09, 1, 0});
    return hello;
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
