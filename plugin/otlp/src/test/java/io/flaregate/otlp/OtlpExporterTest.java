package io.flaregate.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.Server;
import com.sun.net.httpserver.HttpServer;
import io.flaregate.otlp.config.OtlpGrpcExporterConfig;
import io.flaregate.otlp.config.OtlpHttpExporterConfig;
import io.flaregate.otlp.exporter.OtlpGrpcExporterFactory;
import io.flaregate.otlp.exporter.OtlpHttpExporterFactory;
import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.corpus.CorpusFile;
import io.flaregate.profiles.oracle.ColumnsText;
import io.flaregate.profiles.oracle.RandomRequests;
import io.flaregate.profiles.otlp.DecodeLimits;
import io.flaregate.profiles.otlp.OtlpDecoder;
import io.flaregate.profiles.otlp.OtlpEncoder;
import io.flaregate.spi.config.ConfigBinder;
import io.flaregate.spi.consumer.CancellationSource;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.exporter.Exporter;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.ConfigNodes;
import io.flaregate.spi.testing.ProfilesSink;
import io.flaregate.spi.testing.TestHost;
import io.flaregate.spi.testing.TestSettings;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesPartialSuccess;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceResponse;
import io.opentelemetry.proto.collector.profiles.v1development.ProfilesServiceGrpc;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Both exporters against the product's own receiver and against servers that misbehave. */
class OtlpExporterTest {
  private static final Map<String, Object> QUICK =
      Map.of("initial_interval", "1ms", "max_interval", "2ms");

  private final TestSettings settings = new TestSettings("otlp");
  private final TestHost host = new TestHost();
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
    settings.close();
  }

  // ---- the product's own receiver

  @ParameterizedTest
  @CsvSource({"GRPC,gzip", "GRPC,zstd", "GRPC,none", "HTTP,gzip", "HTTP,zstd", "HTTP,none"})
  void profilesArriveAsTheyWereGiven(Rig.Protocol protocol, String compression) throws Exception {
    Rig rig = open(new Rig());
    Exporter exporter = exporter(protocol, rig, Map.of("compression", compression));
    for (long seed = 0; seed < 20; seed++) {
      // Encoded once before, so that what decoding leaves out is not counted here.
      Profiles profiles =
          decode(new OtlpEncoder().encode(decode(RandomRequests.legal(seed).toByteArray())));
      ProfilesSink sink = rig.freshSink();
      ConsumeResult result = Await.result(exporter.consume(profiles, context("team-a")));
      assertThat(result).isEqualTo(ConsumeResult.stored(profiles.size()));
      if (profiles.size() == 0) {
        assertThat(sink.requests()).as("nothing to send").isEmpty();
        continue;
      }
      assertThat(ColumnsText.of(sink.onlyRequest().profiles())).isEqualTo(ColumnsText.of(profiles));
    }
    assertNothingHeld();
  }

  @ParameterizedTest
  @EnumSource(Rig.Protocol.class)
  void realFilesArriveAsTheyWereGiven(Rig.Protocol protocol) throws Exception {
    Rig rig = open(new Rig());
    Exporter exporter = exporter(protocol, rig, Map.of());
    for (CorpusFile file : Corpus.configured().files("otlp")) {
      if (file.bytes().length < 160_000) {
        Profiles profiles = decode(file.body());
        ProfilesSink sink = rig.freshSink();
        Await.result(exporter.consume(profiles, context("t")));
        assertThat(ColumnsText.of(sink.onlyRequest().profiles()))
            .as(file.name())
            .isEqualTo(ColumnsText.of(profiles));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Rig.Protocol.class)
  void tenantAndHeadersGoAlong(Rig.Protocol protocol) throws Exception {
    Rig rig = open(new Rig(Rig::multitenant));
    Exporter exporter = exporter(protocol, rig, Map.of("headers", Map.of("X-Extra", "e")));
    Await.result(exporter.consume(decode(Requests.of(1).toByteArray()), context("team-a")));
    assertThat(rig.sink().onlyRequest().context().tenant()).isEqualTo("team-a");
  }

  @ParameterizedTest
  @EnumSource(Rig.Protocol.class)
  void rejectionsOfTheReceiverComeBack(Rig.Protocol protocol) throws Exception {
    Rig rig = open(new Rig());
    Exporter exporter = exporter(protocol, rig, Map.of());
    Profiles profiles = decode(Requests.of(3).toByteArray());
    rig.sink()
        .answer(
            ConsumeResult.builder(3)
                .outcome(1, Outcome.REJECTED, Reason.INVALID_LABELS, "no such label")
                .build());
    ConsumeResult partial = Await.result(exporter.consume(profiles, context("t")));
    assertThat(partial.count(Outcome.STORED)).as("which one is not said").isEqualTo(3);
    assertThat(partial.details().get(0).message())
        .contains("rejected 1 of the profiles", "no such label");

    rig.sink()
        .answer(
            ConsumeResult.all(
                3, Outcome.REJECTED, Reason.INVALID_LABELS, "all bad", java.time.Duration.ZERO));
    ConsumeResult rejected = Await.result(exporter.consume(profiles, context("t")));
    assertThat(rejected.count(Outcome.REJECTED)).isEqualTo(3);
    assertThat(rejected.details().get(0).message()).contains("all bad");
    assertThat(rig.sink().requests()).as("refused for good, so sent once").hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(Rig.Protocol.class)
  void transientFailuresAndLimitsAreTriedAgainUntilTheyPass(Rig.Protocol protocol)
      throws Exception {
    for (Outcome outcome : List.of(Outcome.TRANSIENT, Outcome.LIMITED)) {
      Rig rig = open(new Rig());
      Exporter exporter = exporter(protocol, rig, Map.of("retry_on_failure", QUICK));
      AtomicInteger calls = new AtomicInteger();
      rig.sink()
          .answerWith(
              profiles ->
                  CompletableFuture.completedStage(
                      calls.getAndIncrement() == 0
                          ? ConsumeResult.all(
                              2, outcome, Reason.NO_QUORUM, "later", java.time.Duration.ofMillis(1))
                          : ConsumeResult.stored(2)));
      ConsumeResult result =
          Await.result(exporter.consume(decode(Requests.of(2).toByteArray()), context("t")));
      assertThat(result).as("%s", outcome).isEqualTo(ConsumeResult.stored(2));
      assertThat(calls).hasValue(2);
    }
    assertThat(settings.meter().total("flaregate_exporter_retries_total")).isEqualTo(2);
    assertThat(settings.meter().total("otelcol_exporter_sent_profile_samples")).isEqualTo(8);
  }

  @ParameterizedTest
  @EnumSource(Rig.Protocol.class)
  void delayBeyondTheDeadlineIsToldInsteadOfWaitedFor(Rig.Protocol protocol) throws Exception {
    Rig rig = open(new Rig());
    Exporter exporter = exporter(protocol, rig, Map.of("retry_on_failure", QUICK));
    rig.sink()
        .answer(
            ConsumeResult.all(
                1, Outcome.LIMITED, Reason.RATE_LIMITED, "slow", java.time.Duration.ofMinutes(3)));
    long deadline = System.nanoTime() + java.time.Duration.ofMinutes(2).toNanos();
    ConsumeResult result =
        Await.result(
            exporter.consume(
                decode(Requests.of(1).toByteArray()), context("t", deadline, never())));
    assertThat(result.count(Outcome.LIMITED)).isEqualTo(1);
    assertThat(result.retryDelay()).isEqualTo(java.time.Duration.ofMinutes(3));
    assertThat(rig.sink().requests()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Rig.Protocol.class)
  void senderThatGoesEndsTheWaiting(Rig.Protocol protocol) throws Exception {
    Rig rig = open(new Rig());
    Exporter exporter =
        exporter(
            protocol,
            rig,
            Map.of(
                "retry_on_failure",
                Map.of("initial_interval", "1h", "max_interval", "1h", "max_elapsed_time", "0s")));
    rig.sink().answer(transientFailure(1));
    CancellationSource sender = new CancellationSource();
    CompletableFuture<ConsumeResult> result =
        exporter
            .consume(
                decode(Requests.of(1).toByteArray()),
                context("t", RequestContext.NO_DEADLINE, sender))
            .toCompletableFuture();
    awaitRetryPlanned(1);
    sender.cancel();
    assertThat(Await.result(result).count(Outcome.TRANSIENT)).isEqualTo(1);
    assertNothingHeld();
  }

  @ParameterizedTest
  @EnumSource(Rig.Protocol.class)
  void shutdownWaitsForWhatIsSentAndEndsPauses(Rig.Protocol protocol) throws Exception {
    Rig rig = open(new Rig());
    Exporter exporter =
        exporter(
            protocol,
            rig,
            Map.of(
                "retry_on_failure",
                Map.of("initial_interval", "1h", "max_interval", "1h", "max_elapsed_time", "0s")));
    Profiles profiles = decode(Requests.of(1).toByteArray());
    rig.sink().answer(transientFailure(1));
    CompletableFuture<ConsumeResult> waiting =
        exporter.consume(profiles, context("t")).toCompletableFuture();
    awaitRetryPlanned(1);
    CompletableFuture<ConsumeResult> slow = new CompletableFuture<>();
    ProfilesSink sink = rig.freshSink().answer(slow);
    CompletableFuture<ConsumeResult> sent =
        exporter.consume(profiles, context("t")).toCompletableFuture();
    sink.awaitRequests(1);
    CompletableFuture<Void> shutdown = CompletableFuture.runAsync(exporter::shutdown);
    assertThat(Await.result(waiting).count(Outcome.TRANSIENT)).isEqualTo(1);
    assertThat(shutdown).isNotDone();
    slow.complete(ConsumeResult.stored(1));
    assertThat(Await.result(sent)).isEqualTo(ConsumeResult.stored(1));
    Await.result(shutdown);
    assertThat(Await.result(exporter.consume(profiles, context("t"))).details().get(0).reason())
        .isEqualTo(Reason.SHUTTING_DOWN);
  }

  @Test
  void bytesUnderWayAreBounded() throws Exception {
    Rig rig = open(new Rig());
    Exporter exporter = exporter(Rig.Protocol.HTTP, rig, Map.of("max_inflight_bytes", 1 << 20));
    CompletableFuture<ConsumeResult> slow = new CompletableFuture<>();
    ProfilesSink sink = rig.freshSink().answer(slow);
    Profiles small = decode(Requests.of(1).toByteArray());
    CompletableFuture<ConsumeResult> first =
        exporter.consume(small, context("t")).toCompletableFuture();
    sink.awaitRequests(1);
    Profiles large =
        new Profiles(
            small.dictionary(), small.rows(), small.samples(), small.lists(), null, 1 << 20);
    ConsumeResult refused = Await.result(exporter.consume(large, context("t")));
    assertThat(refused.count(Outcome.TRANSIENT)).isEqualTo(1);
    assertThat(refused.details().get(0).reason()).isEqualTo(Reason.OVERLOADED);
    assertThat(refused.details().get(0).message()).contains("(max_inflight_bytes: 1048576)");
    slow.complete(ConsumeResult.stored(1));
    assertThat(Await.result(first)).isEqualTo(ConsumeResult.stored(1));
    assertNothingHeld();
  }

  // ---- servers that misbehave

  @Test
  void httpStatusesAreSortedByTheSpecification() throws Exception {
    Map<Integer, Outcome> expected = new HashMap<>();
    expected.put(400, Outcome.REJECTED);
    expected.put(401, Outcome.REJECTED);
    expected.put(404, Outcome.REJECTED);
    expected.put(413, Outcome.REJECTED);
    expected.put(429, Outcome.LIMITED);
    expected.put(500, Outcome.REJECTED);
    expected.put(502, Outcome.TRANSIENT);
    expected.put(503, Outcome.TRANSIENT);
    expected.put(504, Outcome.TRANSIENT);
    AtomicInteger status = new AtomicInteger();
    int port =
        httpServer(
            () ->
                HttpResponse.of(
                    ResponseHeaders.of(
                        HttpStatus.valueOf(status.get()),
                        HttpHeaderNames.RETRY_AFTER,
                        "7",
                        HttpHeaderNames.CONTENT_TYPE,
                        MediaType.PLAIN_TEXT_UTF_8),
                    HttpData.ofUtf8("because")));
    Exporter exporter = exporter(Rig.Protocol.HTTP, port, Map.of("retry_on_failure", off()));
    Profiles profiles = decode(Requests.of(1).toByteArray());
    for (Map.Entry<Integer, Outcome> each : expected.entrySet()) {
      status.set(each.getKey());
      ConsumeResult result = Await.result(exporter.consume(profiles, context("t")));
      assertThat(result.outcome(0)).as("HTTP %s", each.getKey()).isEqualTo(each.getValue());
      assertThat(result.details().get(0).message())
          .contains("answered HTTP " + each.getKey() + ": because");
      boolean again = each.getValue() != Outcome.REJECTED;
      assertThat(result.retryDelay()).isEqualTo(java.time.Duration.ofSeconds(again ? 7 : 0));
    }
  }

  @Test
  void answersThatAreNoneAreNotTakenForSuccess() throws Exception {
    AtomicInteger which = new AtomicInteger();
    int port =
        httpServer(
            () ->
                switch (which.get()) {
                  case 0 -> HttpResponse.of(MediaType.HTML_UTF_8, "<h1>Log in</h1>");
                  case 1 -> HttpResponse.of(HttpStatus.OK, MediaType.PROTOBUF, new byte[] {-1});
                  default ->
                      HttpResponse.of(
                          HttpStatus.OK,
                          MediaType.parse("application/x-protobuf"),
                          new byte[5 << 20]);
                });
    Exporter exporter = exporter(Rig.Protocol.HTTP, port, Map.of());
    Profiles profiles = decode(Requests.of(1).toByteArray());
    for (; which.get() < 3; which.incrementAndGet()) {
      ConsumeResult result = Await.result(exporter.consume(profiles, context("t")));
      assertThat(result.outcome(0)).as("%s", which).isEqualTo(Outcome.REJECTED);
      assertThat(result.details().get(0).message()).contains("no ExportProfilesServiceResponse");
    }
  }

  @Test
  void grpcStatusesAreSortedByTheSpecification() throws Exception {
    Queue<StatusRuntimeException> answers = new ConcurrentLinkedQueue<>();
    int port = grpcServer(request -> answers.remove());
    Exporter exporter = exporter(Rig.Protocol.GRPC, port, Map.of("retry_on_failure", off()));
    Profiles profiles = decode(Requests.of(1).toByteArray());
    for (io.grpc.Status.Code code : io.grpc.Status.Code.values()) {
      Outcome expected =
          switch (code) {
            case CANCELLED, DEADLINE_EXCEEDED, ABORTED, OUT_OF_RANGE, UNAVAILABLE, DATA_LOSS ->
                Outcome.TRANSIENT;
            default -> Outcome.REJECTED;
          };
      if (code != io.grpc.Status.Code.OK) {
        answers.add(code.toStatus().withDescription("because").asRuntimeException());
        ConsumeResult result = Await.result(exporter.consume(profiles, context("t")));
        assertThat(result.outcome(0)).as("%s", code).isEqualTo(expected);
        assertThat(result.details().get(0).message()).contains("answered " + code + ": because");
      }
    }
    RetryInfo info =
        RetryInfo.newBuilder().setRetryDelay(Duration.newBuilder().setSeconds(9)).build();
    answers.add(
        StatusProto.toStatusRuntimeException(
            Status.newBuilder()
                .setCode(io.grpc.Status.Code.RESOURCE_EXHAUSTED.value())
                .addDetails(Any.pack(info))
                .build()));
    ConsumeResult limited = Await.result(exporter.consume(profiles, context("t")));
    assertThat(limited.outcome(0)).isEqualTo(Outcome.LIMITED);
    assertThat(limited.retryDelay()).isEqualTo(java.time.Duration.ofSeconds(9));
  }

  @Test
  void warningOfAServerIsPassedOn() throws Exception {
    int port =
        grpcServer(
            request ->
                ExportProfilesServiceResponse.newBuilder()
                    .setPartialSuccess(
                        ExportProfilesPartialSuccess.newBuilder().setErrorMessage("old layout"))
                    .build());
    Exporter exporter = exporter(Rig.Protocol.GRPC, port, Map.of());
    ConsumeResult result =
        Await.result(exporter.consume(decode(Requests.of(1).toByteArray()), context("t")));
    assertThat(result.outcome(0)).isEqualTo(Outcome.STORED);
    assertThat(result.details().get(0).message()).endsWith("warns: old layout");
  }

  @ParameterizedTest
  @EnumSource(Rig.Protocol.class)
  void connectionsThatAreClosedAndServersThatAreSilentAreTransient(Rig.Protocol protocol)
      throws Exception {
    ServerSocket listener = open(new ServerSocket(0));
    Queue<Socket> silent = new ConcurrentLinkedQueue<>();
    AtomicInteger accepted = new AtomicInteger();
    Thread thread =
        new Thread(
            () -> {
              while (!listener.isClosed()) {
                try {
                  Socket socket = listener.accept();
                  if (accepted.getAndIncrement() % 2 == 0) {
                    socket.setSoLinger(true, 0);
                    socket.close();
                  } else {
                    silent.add(socket);
                  }
                } catch (java.io.IOException e) {
                  return;
                }
              }
            });
    thread.start();
    Exporter exporter =
        exporter(
            protocol,
            listener.getLocalPort(),
            Map.of("timeout", "300ms", "retry_on_failure", off()));
    Profiles profiles = decode(Requests.of(1).toByteArray());
    for (int i = 0; i < 2; i++) {
      ConsumeResult result = Await.result(exporter.consume(profiles, context("t")));
      assertThat(result.outcome(0)).as("%s", result).isEqualTo(Outcome.TRANSIENT);
    }
    assertThat(settings.meter().total("otelcol_exporter_send_failed_profile_samples")).isEqualTo(4);
    assertNothingHeld();
    listener.close();
    thread.join();
    for (Socket socket : silent) {
      socket.close();
    }
  }

  @Test
  void requestsGoThroughTheProxy() throws Exception {
    Queue<String> asked = new ConcurrentLinkedQueue<>();
    HttpServer proxy = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
    proxy.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().toString());
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    proxy.start();
    opened.addFirst(() -> proxy.stop(0));
    OtlpHttpExporterConfig config =
        http(
            Map.of(
                "endpoint",
                "http://profiles.invalid:4318",
                "proxy_url",
                "http://localhost:" + proxy.getAddress().getPort()));
    Exporter exporter =
        started(new OtlpHttpExporterFactory("otlp_http").create(settings.settings(), config));
    ConsumeResult result =
        Await.result(exporter.consume(decode(Requests.of(1).toByteArray()), context("t")));
    assertThat(result).isEqualTo(ConsumeResult.stored(1));
    assertThat(asked).containsExactly("http://profiles.invalid:4318/v1development/profiles");
  }

  // ---- rig

  private <T extends AutoCloseable> T open(T resource) {
    opened.addFirst(resource);
    return resource;
  }

  private int httpServer(java.util.function.Supplier<HttpResponse> answer) {
    Server server =
        Server.builder()
            .http(0)
            .service(
                "/v1development/profiles",
                (ctx, request) ->
                    HttpResponse.of(request.aggregate().thenApply(all -> answer.get())))
            .build();
    server.start().join();
    return open(server).activeLocalPort();
  }

  private int grpcServer(Function<ExportProfilesServiceRequest, Object> answer) throws Exception {
    io.grpc.Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress("localhost", 0))
            .addService(
                new ProfilesServiceGrpc.ProfilesServiceImplBase() {
                  @Override
                  public void export(
                      ExportProfilesServiceRequest request,
                      StreamObserver<ExportProfilesServiceResponse> observer) {
                    Object given = answer.apply(request);
                    if (given instanceof ExportProfilesServiceResponse response) {
                      observer.onNext(response);
                      observer.onCompleted();
                    } else {
                      observer.onError((Throwable) given);
                    }
                  }
                })
            .build()
            .start();
    opened.addFirst(() -> server.shutdownNow().awaitTermination());
    return server.getPort();
  }

  private Exporter exporter(Rig.Protocol protocol, Rig rig, Map<String, ?> keys) throws Exception {
    InetSocketAddress address =
        protocol == Rig.Protocol.GRPC ? rig.grpcAddress() : rig.httpAddress();
    return exporter(protocol, address.getPort(), keys);
  }

  private Exporter exporter(Rig.Protocol protocol, int port, Map<String, ?> keys) throws Exception {
    Map<String, Object> all = new HashMap<>(keys);
    all.put("endpoint", "http://localhost:" + port);
    return started(
        protocol == Rig.Protocol.GRPC
            ? new OtlpGrpcExporterFactory("otlp_grpc").create(settings.settings(), grpc(all))
            : new OtlpHttpExporterFactory("otlp_http").create(settings.settings(), http(all)));
  }

  private Exporter started(Exporter exporter) throws Exception {
    exporter.start(host);
    opened.addFirst(exporter::shutdown);
    return exporter;
  }

  private static OtlpGrpcExporterConfig grpc(Map<String, ?> keys) {
    return ConfigBinder.bind(
            ConfigNodes.of(keys), "exporters::otlp", OtlpGrpcExporterConfig.defaults())
        .value();
  }

  private static OtlpHttpExporterConfig http(Map<String, ?> keys) {
    return ConfigBinder.bind(
            ConfigNodes.of(keys), "exporters::otlphttp", OtlpHttpExporterConfig.defaults())
        .value();
  }

  private static Map<String, Object> off() {
    return Map.of("enabled", false);
  }

  private static ConsumeResult transientFailure(int rows) {
    return ConsumeResult.all(
        rows, Outcome.TRANSIENT, Reason.NO_QUORUM, "later", java.time.Duration.ofMillis(1));
  }

  private static CancellationSource never() {
    return new CancellationSource();
  }

  private static RequestContext context(String tenant) {
    return context(tenant, RequestContext.NO_DEADLINE, never());
  }

  private static RequestContext context(
      String tenant, long deadlineNanos, CancellationSource cancellation) {
    return new RequestContext(tenant, "grpc", 1, deadlineNanos, Map.of(), cancellation);
  }

  private static Profiles decode(byte[] body) throws Exception {
    return new OtlpDecoder().decode(body, body.length, DecodeLimits.DEFAULT).profiles();
  }

  private void awaitRetryPlanned(int count) {
    Await.until(
        "another attempt is planned",
        () -> settings.meter().total("flaregate_exporter_retries_total") >= count);
  }

  private void assertNothingHeld() {
    Await.until(
        "no request holds bytes",
        () -> settings.meter().value("flaregate_inflight_bytes", "otlp") == 0);
  }
}
