package io.flaregate.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.spi.testing.Await;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

final class SlowMessageTest {
  private static final String SERVICE = "test.v1.Slow";

  /** Never called: no message comes. */
  private static final class Unreached implements RawUnaryHandler {
    @Override
    public void check(Metadata headers) {}

    @Override
    public CompletionStage<RawMessage> handle(RawCall call) {
      throw new AssertionError("no message came");
    }
  }

  private static ServerServiceDefinition slow(Duration slow) {
    return ServerServiceDefinition.builder(SERVICE)
        .addMethod(
            RawMethods.served(SERVICE, "Echo", EchoService.LIMIT, null),
            new RawUnaryServer(new Unreached(), slow))
        .build();
  }

  @Test
  void messageThatHardlyComesIsGivenUp() throws Exception {
    Duration slow = Duration.ofMillis(200);
    try (EchoService service = new EchoService(16L << 20, builder -> builder.service(slow(slow)))) {
      ManagedChannel channel = service.channel();
      CompletableFuture<Status> end = new CompletableFuture<>();
      // As a stream: the headers of a unary call would wait for its message.
      ClientCall<RawMessage, RawMessage> call =
          channel.newCall(
              RawMethods.unary(SERVICE, "Echo", EchoService.LIMIT).toBuilder()
                  .setType(MethodType.CLIENT_STREAMING)
                  .build(),
              CallOptions.DEFAULT);
      call.start(new EndListener(end), new Metadata());
      Status status = Await.result(end);
      assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      assertThat(status.getDescription()).contains("at less than 1 KiB/s");
      channel.shutdownNow();
    }
  }
}
