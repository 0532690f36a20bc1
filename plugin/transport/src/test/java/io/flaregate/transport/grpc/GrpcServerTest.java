package io.flaregate.transport.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flaregate.spi.testing.Await;
import io.flaregate.transport.net.Endpoint;
import io.flaregate.transport.tls.TestKeys;
import io.flaregate.transport.tls.TlsClientConfig;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GrpcServerTest {
  @Test
  void healthSaysServingForTheServerAndEachService() throws Exception {
    try (EchoService service = new EchoService()) {
      ManagedChannel channel = service.channel();
      assertThat(health(channel, "")).isEqualTo(ServingStatus.SERVING);
      assertThat(health(channel, "test.v1.EchoService")).isEqualTo(ServingStatus.SERVING);
      channel.shutdownNow();
    }
  }

  private static ServingStatus health(ManagedChannel channel, String service) {
    HealthCheckRequest request = HealthCheckRequest.newBuilder().setService(service).build();
    // gzip: services with generated messages decompress as well.
    return HealthGrpc.newBlockingStub(channel).withCompression("gzip").check(request).getStatus();
  }

  @Test
  void reflectionListsTheServices() throws Exception {
    try (EchoService service = new EchoService()) {
      ManagedChannel channel = service.channel();
      CompletableFuture<ServerReflectionResponse> response = new CompletableFuture<>();
      StreamObserver<ServerReflectionRequest> requests =
          ServerReflectionGrpc.newStub(channel).serverReflectionInfo(first(response));
      requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
      assertThat(Await.result(response).getListServicesResponse().getServiceList())
          .extracting(ServiceResponse::getName)
          .contains(
              "grpc.health.v1.Health",
              "grpc.reflection.v1.ServerReflection",
              "grpc.reflection.v1alpha.ServerReflection");
      requests.onCompleted();
      channel.shutdownNow();
    }
  }

  private static <T> StreamObserver<T> first(CompletableFuture<T> future) {
    return new StreamObserver<>() {
      @Override
      public void onNext(T value) {
        future.complete(value);
      }

      @Override
      public void onError(Throwable failure) {
        future.completeExceptionally(failure);
      }

      @Override
      public void onCompleted() {}
    };
  }

  @Test
  void callUnderWayEndsAfterDrainAndNewOnesAreUnavailable() throws Exception {
    try (EchoService service = new EchoService()) {
      CompletableFuture<RawMessage> answer = new CompletableFuture<>();
      service.answer = call -> answer;
      ManagedChannel channel = service.channel();
      var running =
          ClientCalls.futureUnaryCall(
              channel.newCall(EchoService.METHOD, CallOptions.DEFAULT), ping());
      Await.until("the call is under way", () -> !service.calls.isEmpty());
      service.server.drain();
      ManagedChannel other = service.channel();
      assertThat(failure(other).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      answer.complete(ping());
      assertThat(new String(running.get(30, TimeUnit.SECONDS).array(), UTF_8)).startsWith("ping");
      assertThat(service.server.shutdown(System.nanoTime() + TimeUnit.SECONDS.toNanos(30)))
          .isTrue();
      assertThat(service.calls).hasSize(1);
      channel.shutdownNow();
      other.shutdownNow();
    }
  }

  @Test
  void callThatDoesNotEndIsCancelledAtTheDeadline() throws Exception {
    try (EchoService service = new EchoService()) {
      service.answer = call -> new CompletableFuture<>();
      ManagedChannel channel = service.channel();
      var running =
          ClientCalls.futureUnaryCall(
              channel.newCall(EchoService.METHOD, CallOptions.DEFAULT), ping());
      Await.until("the call is under way", () -> !service.calls.isEmpty());
      assertThat(service.server.shutdown(System.nanoTime())).isFalse();
      Await.until("the client knows", running::isDone);
      Await.until("the handler knows", () -> service.calls.get(0).cancellation().isCancelled());
      channel.shutdownNow();
    }
  }

  @Test
  void shutdownIsSafeTwice() throws Exception {
    EchoService service = new EchoService();
    assertThat(service.server.shutdown(System.nanoTime() + TimeUnit.SECONDS.toNanos(30))).isTrue();
    assertThat(service.server.shutdown(System.nanoTime())).isTrue();
    service.close();
  }

  @Test
  void takenPortIsNamed() throws Exception {
    try (EchoService service = new EchoService()) {
      Endpoint taken = new Endpoint("localhost", service.server.address().getPort());
      GrpcServer second = new GrpcServerBuilder(taken, Runnable::run, Runnable::run).build();
      assertThatThrownBy(second::start)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("cannot listen on " + taken + ": ")
          .hasMessageContaining("in use");
      second.shutdown(System.nanoTime());
    }
  }

  @Test
  void tlsServesWhoTrustsItAndNobodyElse() throws Exception {
    try (EchoService service = new EchoService(1 << 20, b -> b.tls(TestKeys.server()))) {
      assertThat(pong(service, TestKeys.client())).isEqualTo("ping");
      assertThatThrownBy(() -> pong(service, TlsClientConfig.defaults()))
          .isInstanceOf(StatusRuntimeException.class)
          .hasMessageContaining("UNAVAILABLE");
      assertThatThrownBy(() -> pong(service, TlsClientConfig.plaintext()))
          .isInstanceOf(StatusRuntimeException.class)
          .hasMessageContaining("UNAVAILABLE");
    }
  }

  @Test
  void certificateForAnotherNameNeedsTheOverride() throws Exception {
    var elsewhere =
        io.flaregate.transport.tls.TlsServerConfig.ofFiles(
            TestKeys.path("elsewhere.crt"), TestKeys.path("elsewhere.key"));
    try (EchoService service = new EchoService(1 << 20, b -> b.tls(elsewhere))) {
      assertThatThrownBy(() -> pong(service, TestKeys.client()))
          .isInstanceOf(StatusRuntimeException.class);
      assertThat(pong(service, TestKeys.client().withServerNameOverride("elsewhere.example")))
          .isEqualTo("ping");
      assertThat(pong(service, TlsClientConfig.defaults().withInsecureSkipVerify()))
          .isEqualTo("ping");
    }
  }

  @Test
  void clientsMustShowACertificateOfTheConfiguredAuthority() throws Exception {
    var mutual = TestKeys.server().withClientCaFile(TestKeys.path("ca.crt"));
    try (EchoService service = new EchoService(1 << 20, b -> b.tls(mutual))) {
      TlsClientConfig known =
          TestKeys.client()
              .withCertificate(TestKeys.path("client.crt"), TestKeys.path("client.key"));
      assertThat(pong(service, known)).isEqualTo("ping");
      TlsClientConfig stranger =
          TestKeys.client()
              .withCertificate(TestKeys.path("stranger.crt"), TestKeys.path("stranger.key"));
      assertThatThrownBy(() -> pong(service, stranger)).isInstanceOf(StatusRuntimeException.class);
      assertThatThrownBy(() -> pong(service, TestKeys.client()))
          .isInstanceOf(StatusRuntimeException.class);
      // A certificate of the right authority that is not for clients.
      TlsClientConfig wrongUse =
          TestKeys.client()
              .withCertificate(TestKeys.path("server.crt"), TestKeys.path("server.key"));
      assertThatThrownBy(() -> pong(service, wrongUse)).isInstanceOf(StatusRuntimeException.class);
      assertThat(service.calls).hasSize(1);
    }
  }

  private static String pong(EchoService service, TlsClientConfig tls) throws Exception {
    ManagedChannel channel = GrpcChannels.builder(service.target(), tls).build();
    try {
      RawMessage pong =
          ClientCalls.blockingUnaryCall(
              channel,
              EchoService.METHOD,
              CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS),
              ping());
      return new String(pong.array(), 0, pong.length(), UTF_8);
    } finally {
      channel.shutdownNow();
    }
  }

  private static Status failure(ManagedChannel channel) {
    return catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                ClientCalls.blockingUnaryCall(
                    channel, EchoService.METHOD, CallOptions.DEFAULT, ping()))
        .getStatus();
  }

  private static RawMessage ping() {
    return RawMessage.of("ping".getBytes(UTF_8));
  }
}
