package io.flaregate.transport.h2;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.TestSettings;
import io.flaregate.transport.admission.Admission;
import io.flaregate.transport.admission.ByteBudget;
import io.flaregate.transport.answer.HttpAnswers;
import io.flaregate.transport.compress.BodyException;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.grpc.EndListener;
import io.flaregate.transport.grpc.GrpcChannels;
import io.flaregate.transport.grpc.GrpcServer;
import io.flaregate.transport.grpc.GrpcServerBuilder;
import io.flaregate.transport.grpc.RawMessage;
import io.flaregate.transport.grpc.RawMethods;
import io.flaregate.transport.http.HttpBodies;
import io.flaregate.transport.http.HttpServer;
import io.flaregate.transport.http.HttpServerBuilder;
import io.flaregate.transport.net.Endpoint;
import io.flaregate.transport.tls.TlsClientConfig;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A call that the server answers before its client has said all leaves a stream that one of them
 * resets. Honest clients have thousands of these, when they are refused or ask for what has an end:
 * no flood, however many there are.
 */
class EndedEarlyTest {
  /** More than the resets that a connection may have in a window. */
  private static final int MANY = 1_000;

  private static final int AT_ONCE = 50;

  private static final SizeLimit LIMIT = new SizeLimit(100_000, "max_request_body_size: 100000");
  private static final MethodDescriptor<RawMessage, RawMessage> METHOD =
      RawMethods.unary("test.v1.Early", "End", LIMIT).toBuilder()
          .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
          .build();

  private final TestSettings settings = new TestSettings("early");

  @AfterEach
  void stop() {
    settings.close();
  }

  @Test
  void callsThatTheServerEndsFirstLeaveTheConnectionAsItIs() throws Exception {
    assertAllEndWith(Status.Code.OK, 100);
  }

  @Test
  void callsThatAreRefusedWhileTheirBodyComesLeaveTheConnectionAsItIs() throws Exception {
    assertAllEndWith(Status.Code.RESOURCE_EXHAUSTED, 90_000);
  }

  private void assertAllEndWith(Status.Code code, int bytes) throws Exception {
    GrpcServer server =
        new GrpcServerBuilder(
                Endpoint.parse("localhost:0"),
                settings.settings().callbacks(),
                settings.settings().workers())
            .counting(settings.settings())
            .service(
                ServerServiceDefinition.builder("test.v1.Early")
                    .addMethod(METHOD, (call, headers) -> ended(call, code))
                    .build())
            .build()
            .start();
    ManagedChannel channel =
        GrpcChannels.builder("localhost:" + server.address().getPort(), TlsClientConfig.plaintext())
            .build();
    try {
      for (int i = 0; i < MANY; i++) {
        assertThat(call(channel, bytes).getCode()).as("call " + i).isEqualTo(code);
      }
      assertThat(settings.meter().values("flaregate_connections_ended_total")).isEmpty();
    } finally {
      channel.shutdownNow();
      server.shutdown(System.nanoTime());
    }
  }

  private static ServerCall.Listener<RawMessage> ended(
      ServerCall<RawMessage, RawMessage> call, Status.Code code) {
    if (code == Status.Code.OK) {
      call.sendHeaders(new Metadata());
      call.sendMessage(RawMessage.of(new byte[1]));
    }
    call.close(code.toStatus(), new Metadata());
    return new ServerCall.Listener<>() {};
  }

  /** Sends a message, and does not say that it was the last. */
  private static Status call(ManagedChannel channel, int bytes) throws Exception {
    ClientCall<RawMessage, RawMessage> call = channel.newCall(METHOD, CallOptions.DEFAULT);
    CompletableFuture<Status> end = new CompletableFuture<>();
    call.start(new EndListener(end), new Metadata());
    call.request(2);
    call.sendMessage(RawMessage.of(new byte[bytes]));
    return Await.result(end);
  }

  @Test
  void answersBeforeTheBodyThatAreFollowedByResetsLeaveTheConnectionAsItIs() throws Exception {
    HttpServer server =
        new HttpServerBuilder(Endpoint.parse("localhost:0"))
            .counting(settings.settings())
            .customize(
                b ->
                    b.serviceUnder("/", (ctx, request) -> HttpResponse.of(ResponseHeaders.of(413))))
            .build()
            .start();
    try (Http2Abuser client = new Http2Abuser(server.address())) {
      for (int answered = 0; answered < MANY; answered += AT_ONCE) {
        int all = answered + AT_ONCE;
        for (int i = answered; i < all; i++) {
          client.request((2 * i) + 1, Http2Abuser.END_HEADERS, 0);
        }
        Await.until("answers", () -> client.answers() >= all || client.goAways() > 0);
        for (int i = answered; i < all; i++) {
          client.frame(Http2Abuser.RST_STREAM, 0, (2 * i) + 1, Http2Abuser.ofInt(0));
        }
      }
      assertThat(client.answers()).isEqualTo(MANY);
      assertThat(client.goAways()).isZero();
      assertThat(settings.meter().values("flaregate_connections_ended_total")).isEmpty();
    } finally {
      server.shutdown(System.nanoTime());
    }
  }

  @Test
  void requestsThatAreTooLargeAreRefusedAndLeaveTheConnectionAsItIs() throws Exception {
    ByteBudget budget = new ByteBudget(1 << 20);
    HttpServer server =
        new HttpServerBuilder(Endpoint.parse("localhost:0"))
            .counting(settings.settings())
            .customize(
                b ->
                    b.service("/", (ctx, request) -> HttpResponse.of(answer(ctx, request, budget))))
            .build()
            .start();
    try {
      HttpClient client = HttpClient.newHttpClient();
      URI uri = URI.create("http://localhost:" + server.address().getPort() + "/");
      HttpRequest post =
          HttpRequest.newBuilder(uri)
              .timeout(Duration.ofSeconds(20))
              .POST(BodyPublishers.ofByteArray(new byte[150_000]))
              .build();
      for (int i = 0; i < MANY; i++) {
        java.net.http.HttpResponse<Void> response = client.send(post, BodyHandlers.discarding());
        assertThat(response.statusCode()).as("request " + i).isEqualTo(413);
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
      }
      assertThat(settings.meter().values("flaregate_connections_ended_total")).isEmpty();
    } finally {
      server.shutdown(System.nanoTime());
    }
  }

  private static CompletableFuture<HttpResponse> answer(
      com.linecorp.armeria.server.ServiceRequestContext ctx,
      com.linecorp.armeria.common.HttpRequest request,
      ByteBudget budget) {
    Admission admission = budget.open();
    return HttpBodies.collect(ctx, request, LIMIT, admission, Duration.ZERO)
        .handle(
            (body, failure) -> {
              admission.close();
              return failure instanceof BodyException refused
                  ? HttpAnswers.of(refused.answer(), false)
                  : HttpResponse.of(HttpStatus.OK);
            })
        .toCompletableFuture();
  }
}
