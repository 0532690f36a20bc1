package io.flaregate.phlare.receiver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flaregate.phlare.receiver.push.PushService;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.testing.Await;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushGrpcTest {
  private final Rig rig = new Rig(Rig.config(1 << 20, 1L << 26, true));
  private final ManagedChannel channel =
      NettyChannelBuilder.forAddress("localhost", rig.port()).usePlaintext().build();

  private static final MethodDescriptor.Marshaller<byte[]> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  private static MethodDescriptor<byte[], byte[]> method(String name) {
    return MethodDescriptor.newBuilder(BYTES, BYTES)
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName("push.v1.PusherService/" + name)
        .build();
  }

  @AfterEach
  void close() {
    channel.shutdownNow();
    rig.close();
  }

  private byte[] call(String name, byte[] message, CallOptions options) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("x-scope-orgid", Metadata.ASCII_STRING_MARSHALLER), "team-a");
    return ClientCalls.blockingUnaryCall(
        io.grpc.ClientInterceptors.intercept(
            channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
        method(name),
        options,
        message);
  }

  private StatusRuntimeException failure(String name, byte[] message, CallOptions options) {
    return catchThrowableOfType(StatusRuntimeException.class, () -> call(name, message, options));
  }

  @Test
  void aStubPushes() {
    assertThat(call("Push", Pushes.one(), CallOptions.DEFAULT)).isEmpty();
    assertThat(call("Push", Pushes.one(), CallOptions.DEFAULT.withCompression("gzip"))).isEmpty();
    assertThat(rig.sink.received()).hasSize(2);
    assertThat(rig.sink.requests().get(0).context().transport()).isEqualTo("grpc");
    rig.assertNothingBooked();
  }

  @Test
  void failuresAreStatusesWithTheirDetails() {
    StatusRuntimeException bad = failure("Push", new byte[] {1, 2, 3}, CallOptions.DEFAULT);
    assertThat(bad.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    StatusRuntimeException large = failure("Push", new byte[2 << 20], CallOptions.DEFAULT);
    assertThat(large.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    StatusRuntimeException bomb =
        failure("Push", new byte[32 << 20], CallOptions.DEFAULT.withCompression("gzip"));
    assertThat(bomb.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(bomb.getStatus().getDescription()).contains("max_request_body_size");
    StatusRuntimeException unknown = failure("Pull", Pushes.one(), CallOptions.DEFAULT);
    assertThat(unknown.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    rig.sink.answer(
        ConsumeResult.all(1, Outcome.TRANSIENT, Reason.NO_QUORUM, "no quorum", Duration.ZERO));
    StatusRuntimeException lost = failure("Push", Pushes.one(), CallOptions.DEFAULT);
    assertThat(lost.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(StatusProto.fromThrowable(lost).getDetailsList()).hasSize(1);
  }

  @Test
  void theDeadlineEndsTheCall() {
    rig.sink.answer(new CompletableFuture<ConsumeResult>());
    StatusRuntimeException late =
        failure(
            "Push",
            Pushes.one(),
            CallOptions.DEFAULT.withDeadlineAfter(200, TimeUnit.MILLISECONDS));
    assertThat(late.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
  }

  private HttpResponse<byte[]> web(byte[] body, String... headers) {
    return web("application/grpc-web+proto", body, headers);
  }

  private HttpResponse<byte[]> web(String type, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(rig.uri(PushService.PATH))
            .header("Content-Type", type)
            .header("X-Scope-OrgID", "team-a")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return Await.result(
        rig.http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
  }

  private static byte[] frame(int flags, byte[] message) {
    return ByteBuffer.allocate(5 + message.length)
        .put((byte) flags)
        .putInt(message.length)
        .put(message)
        .array();
  }

  @Test
  void gRpcWebEndsWithAFrameOfTrailers() {
    byte[] body = web(frame(0, Pushes.one())).body();
    assertThat(Arrays.copyOf(body, 5)).isEqualTo(new byte[5]);
    assertThat(body[5]).isEqualTo((byte) 0x80);
    assertThat(new String(body, 10, body.length - 10, UTF_8)).isEqualTo("grpc-status: 0\r\n");
  }

  /** Browsers that cannot read bytes send and want base64. */
  @ParameterizedTest
  @ValueSource(strings = {"application/grpc-web-text", "application/grpc-web-text+proto"})
  void gRpcWebTextIsTheSameInBase64(String type) {
    byte[] frames = frame(0, Pushes.one());
    byte[] first = Base64.getEncoder().encode(Arrays.copyOf(frames, 7));
    byte[] rest = Base64.getEncoder().encode(Arrays.copyOfRange(frames, 7, frames.length));
    byte[] parts = ByteBuffer.allocate(first.length + rest.length).put(first).put(rest).array();
    for (byte[] body : new byte[][] {Base64.getEncoder().encode(frames), parts}) {
      HttpResponse<byte[]> response = web(type, body);
      assertThat(response.headers().firstValue("content-type")).contains(type);
      byte[] answer = Base64.getDecoder().decode(response.body());
      assertThat(new String(answer, 10, answer.length - 10, UTF_8)).isEqualTo("grpc-status: 0\r\n");
    }
    assertThat(rig.sink.received()).hasSize(2);
    for (String bad : new String[] {"*", "AAA", "AAAA=", "=", "AA=A", "AAAAA==="}) {
      byte[] answer = Base64.getDecoder().decode(web(type, bad.getBytes(UTF_8)).body());
      assertThat(new String(answer, UTF_8)).as(bad).contains("grpc-status: 3", "is not base64");
    }
    byte[] large = Base64.getEncoder().encode(frame(0, new byte[2 << 20]));
    byte[] answer = Base64.getDecoder().decode(web(type, large).body());
    assertThat(new String(answer, UTF_8)).contains("grpc-status: 8", "max_request_body_size");
    rig.assertAlive();
  }

  @Test
  void brokenFramesAreRefused() {
    byte[] one = frame(0, Pushes.one());
    byte[] two = ByteBuffer.allocate(2 * one.length).put(one).put(one).array();
    for (byte[] bad : new byte[][] {{}, {0, 0}, two, Arrays.copyOf(one, 20), frame(1, one)}) {
      assertThat(new String(web(bad).body(), UTF_8)).contains("grpc-status: 13");
    }
    assertThat(new String(web(one, "grpc-encoding", "br").body(), UTF_8))
        .contains("grpc-status: 12");
    assertThat(new String(web(one, "grpc-timeout", "1x").body(), UTF_8)).contains("grpc-status: 3");
    assertThat(new String(web(one, "grpc-timeout", "99999999H").body(), UTF_8))
        .contains("grpc-status: 0");
    rig.assertAlive();
  }
}
