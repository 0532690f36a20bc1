package io.flaregate.otlp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.rpc.Code;
import io.flaregate.otlp.Rig.Protocol;
import io.flaregate.otlp.config.OtlpGrpcConfig;
import io.flaregate.otlp.config.OtlpReceiverConfig;
import io.flaregate.otlp.config.Protocols;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.ProfilesSink;
import io.flaregate.spi.testing.TestHost;
import io.flaregate.spi.testing.TestSettings;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.profiles.v1development.ProfilesServiceGrpc;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The receiver as a whole: room, cancellation, deadlines, stopping, what it counts. */
class OtlpReceiverTest {
  private static OtlpReceiverConfig withInflight(OtlpReceiverConfig config, long bytes) {
    return new OtlpReceiverConfig(
        config.protocols(), config.tenant(), bytes, config.legacyLayouts());
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void requestsBeyondTheBudgetAreUnavailableUntilOthersEnd(Protocol protocol) {
    try (Rig rig = new Rig(config -> withInflight(config, 1 << 20))) {
      CompletableFuture<ConsumeResult> first = new CompletableFuture<>();
      ProfilesSink sink = rig.freshSink().answer(first);
      CompletableFuture<Reply> reply =
          CompletableFuture.supplyAsync(() -> rig.send(protocol, Requests.ofBytes(200_000)));
      sink.awaitRequests(1);
      assertThat(rig.settings.meter().value("flaregate_inflight_bytes", "otlp"))
          .isBetween(4 * 200_000.0, 1.1 * (1 << 20));
      for (Protocol either : Protocol.values()) {
        rig.send(either, Requests.ofBytes(200_000))
            .assertFailed(503, Code.UNAVAILABLE)
            .assertMessage(
                "too many bytes of requests are in flight (max_inflight_bytes); try again later")
            .assertRetryable(Duration.ofSeconds(1), "1");
      }
      first.complete(ConsumeResult.stored(1));
      reply.join().assertAllStored();
      rig.assertNothingBooked();
      rig.freshSink();
      rig.send(protocol, Requests.ofBytes(200_000)).assertAllStored();
      rig.assertAlive();
    }
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void requestThatNoBudgetCanHoldIsTooLargeForGood(Protocol protocol) {
    try (Rig rig = new Rig(config -> withInflight(config, 1 << 20))) {
      rig.send(protocol, Requests.ofBytes(300_000))
          .assertFailed(413, Code.RESOURCE_EXHAUSTED)
          .assertFinal();
      assertThat(rig.settings.logger().messages(System.Logger.Level.WARNING))
          .anySatisfy(
              message ->
                  assertThat(message)
                      .contains("max_request_body_size: 1048576 does not fit")
                      .contains("limited to 262144 bytes (max_inflight_bytes: 1048576)"));
      rig.assertAlive();
    }
  }

  @Test
  void callThatIsCancelledCancelsItsContext() {
    try (Rig rig = new Rig()) {
      CompletableFuture<ConsumeResult> never = new CompletableFuture<>();
      ProfilesSink sink = rig.freshSink().answer(never);
      var future = ProfilesServiceGrpc.newFutureStub(rig.channel).export(Requests.of(1));
      sink.awaitRequests(1);
      future.cancel(true);
      Await.until(
          "the context is cancelled",
          () -> sink.onlyRequest().context().cancellation().isCancelled());
      never.complete(ConsumeResult.stored(1));
      rig.assertAlive();
    }
  }

  @Test
  void httpClientThatGoesCancelsItsContext() throws IOException {
    try (Rig rig = new Rig()) {
      CompletableFuture<ConsumeResult> never = new CompletableFuture<>();
      ProfilesSink sink = rig.freshSink().answer(never);
      byte[] body = Requests.of(1).toByteArray();
      String head =
          "POST /v1development/profiles HTTP/1.1\r\nHost: x\r\n"
              + "Content-Type: application/x-protobuf\r\nContent-Length: "
              + body.length
              + "\r\n\r\n";
      try (Socket socket = new Socket("localhost", rig.httpAddress().getPort())) {
        socket.getOutputStream().write(head.getBytes(US_ASCII));
        socket.getOutputStream().write(body);
        sink.awaitRequests(1);
        assertThat(sink.onlyRequest().context().cancellation().isCancelled()).isFalse();
      }
      Await.until(
          "the context is cancelled",
          () -> sink.onlyRequest().context().cancellation().isCancelled());
      never.complete(ConsumeResult.stored(1));
      rig.assertAlive();
    }
  }

  @Test
  void http2StreamThatIsResetCancelsItsContext() {
    try (Rig rig = new Rig()) {
      // The JDK's client upgrades to HTTP/2 with its first request.
      rig.send(Protocol.HTTP, Requests.of(1)).assertAllStored();
      CompletableFuture<ConsumeResult> never = new CompletableFuture<>();
      ProfilesSink sink = rig.freshSink().answer(never);
      CompletableFuture<HttpResponse<byte[]>> response =
          rig.http.sendAsync(rig.post(Requests.of(1).toByteArray()), Rig.BODY);
      sink.awaitRequests(1);
      response.cancel(true);
      Await.until(
          "the context is cancelled",
          () -> sink.onlyRequest().context().cancellation().isCancelled());
      never.complete(ConsumeResult.stored(1));
      rig.assertAlive();
    }
  }

  @Test
  void answeredHttpRequestIsNotCancelled() {
    try (Rig rig = new Rig()) {
      rig.send(Protocol.HTTP, Requests.of(1)).assertAllStored();
      ProfilesSink sink = rig.sink();
      rig.assertAlive();
      assertThat(sink.onlyRequest().context().cancellation().isCancelled()).isFalse();
    }
  }

  @Test
  void deadlineOfACallReachesTheConsumer() {
    try (Rig rig = new Rig()) {
      ProfilesSink sink = rig.freshSink().answer(new CompletableFuture<>());
      long before = System.nanoTime();
      Reply reply =
          Rig.sendGrpc(rig.stub().withDeadlineAfter(500, TimeUnit.MILLISECONDS), Requests.of(1));
      reply.assertFailed(0, Code.DEADLINE_EXCEEDED);
      sink.awaitRequests(1);
      long deadline = sink.onlyRequest().context().deadlineNanos();
      assertThat(deadline - before).isBetween(1L, TimeUnit.SECONDS.toNanos(20));
      Await.until(
          "the context is cancelled",
          () -> sink.onlyRequest().context().cancellation().isCancelled());
    }
  }

  @Test
  void requestsUnderWayEndBeforeTheShutdownAndNoneComeIn() throws Exception {
    Rig rig = new Rig();
    CompletableFuture<ConsumeResult> answer = new CompletableFuture<>();
    ProfilesSink sink = rig.freshSink().answer(answer);
    CompletableFuture<Reply> grpc =
        CompletableFuture.supplyAsync(() -> rig.send(Protocol.GRPC, Requests.of(1)));
    CompletableFuture<Reply> http =
        CompletableFuture.supplyAsync(() -> rig.send(Protocol.HTTP, Requests.of(1)));
    sink.awaitRequests(2);
    rig.host.shutdownDeadlineNanos(System.nanoTime() + TimeUnit.SECONDS.toNanos(30));
    CompletableFuture<Void> stopped = CompletableFuture.runAsync(rig.receiver::shutdown);
    Await.until("a new request is refused", () -> isRefused(rig));
    answer.complete(ConsumeResult.stored(1));
    grpc.join().assertAllStored();
    http.join().assertAllStored();
    stopped.get(30, TimeUnit.SECONDS);
    assertThat(sink.requests()).hasSize(2);
    rig.close();
  }

  /** Whether an empty request, which would succeed, gets 503 or finds nobody at the port. */
  private static boolean isRefused(Rig rig) {
    // Over HTTP/1.1: the JDK's client takes the GOAWAY that comes along for a failure.
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    try {
      return client.send(rig.post(new byte[0]), Rig.BODY).statusCode() == 503;
    } catch (ConnectException e) {
      return true;
    } catch (IOException e) {
      // It crossed the close of the port; the next one tells more.
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  @Test
  void requestThatNeverEndsIsGivenUpAtTheDeadline() {
    Rig rig = new Rig();
    ProfilesSink sink = rig.freshSink().answer(new CompletableFuture<>());
    CompletableFuture<Reply> grpc =
        CompletableFuture.supplyAsync(() -> rig.send(Protocol.GRPC, Requests.of(1)));
    sink.awaitRequests(1);
    rig.host.shutdownDeadlineNanos(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200));
    rig.receiver.shutdown();
    assertThat(grpc.join().code()).isNotEqualTo(Code.OK);
    assertThat(rig.settings.logger().messages(System.Logger.Level.WARNING))
        .anySatisfy(message -> assertThat(message).contains("still under way"));
    rig.close();
  }

  @Test
  void countsSamplesRequestsAndSizes() {
    try (Rig rig = new Rig(Rig::multitenant)) {
      var meter = rig.settings.meter();
      ProfilesSink sink = rig.freshSink();
      sink.answer(
          ConsumeResult.builder(3)
              .outcome(1, Outcome.REJECTED, Reason.INVALID_LABELS, "bad")
              .build());
      String[] tenant = {"X-Scope-OrgID", "team"};
      rig.send(Protocol.GRPC, Requests.of(4, Set.of(0)), tenant).partial();
      assertThat(meter.value("otelcol_receiver_accepted_profile_samples", "otlp", "grpc"))
          .isEqualTo(4);
      assertThat(meter.value("otelcol_receiver_refused_profile_samples", "otlp", "grpc"))
          .isEqualTo(2);
      assertThat(meter.value("pyroscope_discarded_samples_total", "malformed_profile", "team"))
          .isEqualTo(1);
      sink.failWith(new IllegalStateException("bug"));
      rig.send(Protocol.HTTP, Requests.of(1), tenant).assertFailed(500, Code.INTERNAL);
      assertThat(meter.value("otelcol_receiver_failed_profile_samples", "otlp", "http"))
          .isEqualTo(2);
      byte[] body = Requests.of(1).toByteArray();
      byte[] sent = Rig.gzip(body);
      rig.freshSink();
      rig.sendHttp(sent, "Content-Encoding", "gzip", tenant[0], tenant[1]).assertAllStored();
      assertThat(meter.recorded("pyroscope_distributor_received_compressed_bytes", "otel", "team"))
          .isEqualTo(3);
      double grpcBytes = Requests.of(4, Set.of(0)).getSerializedSize();
      assertThat(meter.value("pyroscope_distributor_received_compressed_bytes", "otel", "team"))
          .isEqualTo(grpcBytes + body.length + sent.length);
      assertThat(meter.value("pyroscope_distributor_received_decompressed_bytes", "otel", "team"))
          .isEqualTo(grpcBytes + 2.0 * body.length);
      rig.sendHttp(new byte[] {2}, tenant).assertFailed(400, Code.INVALID_ARGUMENT);
      assertThat(meter.value("pyroscope_discarded_samples_total", "undecodable", "team"))
          .isEqualTo(1);
      rig.send(Protocol.GRPC, Requests.of(1)).assertFailed(0, Code.UNAUTHENTICATED);
      Await.until("every request is counted", () -> meter.total("flaregate_requests_total") == 5);
      assertThat(meter.value("flaregate_requests_total", "grpc", "OK")).isEqualTo(1);
      assertThat(meter.value("flaregate_requests_total", "grpc", "UNAUTHENTICATED")).isEqualTo(1);
      assertThat(meter.value("flaregate_requests_total", "http", "200")).isEqualTo(1);
      assertThat(meter.value("flaregate_requests_total", "http", "500")).isEqualTo(1);
      assertThat(meter.value("flaregate_requests_total", "http", "400")).isEqualTo(1);
    }
  }

  @Test
  void healthAndReflectionKnowTheService() {
    try (Rig rig = new Rig()) {
      HealthCheckRequest check =
          HealthCheckRequest.newBuilder().setService(ProfilesServiceGrpc.SERVICE_NAME).build();
      assertThat(HealthGrpc.newBlockingStub(rig.channel).check(check).getStatus())
          .isEqualTo(ServingStatus.SERVING);
      ServerReflectionResponse symbol =
          reflect(
              rig,
              ServerReflectionRequest.newBuilder()
                  .setFileContainingSymbol(ProfilesServiceGrpc.SERVICE_NAME)
                  .build());
      assertThat(symbol.getFileDescriptorResponse().getFileDescriptorProtoCount()).isPositive();
      ServerReflectionResponse services =
          reflect(rig, ServerReflectionRequest.newBuilder().setListServices("").build());
      assertThat(services.getListServicesResponse().getServiceList())
          .anySatisfy(
              service -> assertThat(service.getName()).isEqualTo(ProfilesServiceGrpc.SERVICE_NAME));
    }
  }

  private static ServerReflectionResponse reflect(Rig rig, ServerReflectionRequest request) {
    CompletableFuture<ServerReflectionResponse> first = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> requests =
        ServerReflectionGrpc.newStub(rig.channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    first.complete(response);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    first.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {}
                });
    requests.onNext(request);
    ServerReflectionResponse response = Await.result(first);
    requests.onCompleted();
    return response;
  }

  @Test
  void takenPortStopsTheStartAndLeavesNothingOpen() {
    try (Rig rig = new Rig();
        TestSettings settings = new TestSettings("otlp/2")) {
      int taken = rig.grpcAddress().getPort();
      OtlpReceiverConfig config = OtlpReceiverConfig.defaults();
      OtlpReceiver second =
          new OtlpReceiverFactory()
              .create(
                  settings.settings(),
                  new OtlpReceiverConfig(
                      new Protocols(
                          OtlpGrpcConfig.defaults().withEndpoint("localhost:" + taken), null),
                      config.tenant(),
                      0,
                      config.legacyLayouts()),
                  rig.sink());
      assertThatThrownBy(() -> second.start(new TestHost()))
          .isInstanceOf(ComponentException.class)
          .hasMessageStartingWith("protocols::grpc: cannot listen on localhost:" + taken + ": ");
      second.shutdown();
    }
  }

  @Test
  void receiverWithoutAProtocolDoesNotStart() throws Exception {
    try (TestSettings settings = new TestSettings("otlp")) {
      OtlpReceiver receiver =
          new OtlpReceiverFactory()
              .create(settings.settings(), OtlpReceiverConfig.defaults(), new ProfilesSink());
      assertThatThrownBy(() -> receiver.start(new TestHost()))
          .isInstanceOf(ComponentException.class)
          .hasMessage("protocols: no protocol is given; write grpc: {} or http: {}");
      receiver.shutdown();
    }
  }
}
