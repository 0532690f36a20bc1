package io.flaregate.transport.grpc;

import io.flaregate.spi.testing.TestSettings;
import io.flaregate.transport.admission.ByteBudget;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.net.Endpoint;
import io.flaregate.transport.tls.TlsClientConfig;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A server with one raw unary method, which answers as a test says; by default with the request.
 */
final class EchoService implements RawUnaryHandler, AutoCloseable {
  static final SizeLimit LIMIT = new SizeLimit(1 << 20, "max_recv_msg_size_mib: 1");
  static final MethodDescriptor<RawMessage, RawMessage> METHOD =
      RawMethods.unary("test.v1.EchoService", "Echo", LIMIT);

  final TestSettings settings = new TestSettings("echo");
  final ByteBudget budget;
  final GrpcServer server;
  final List<RawCall> calls = new CopyOnWriteArrayList<>();
  final List<Status> ended = new CopyOnWriteArrayList<>();
  volatile Function<RawCall, CompletionStage<RawMessage>> answer =
      call -> CompletableFuture.completedStage(copy(call.request()));
  volatile Consumer<Metadata> check = headers -> {};

  EchoService() throws Exception {
    this(16L << 20, builder -> {});
  }

  EchoService(long budgetBytes, Consumer<GrpcServerBuilder> customizer) throws Exception {
    budget = new ByteBudget(budgetBytes);
    GrpcServerBuilder builder =
        new GrpcServerBuilder(
                Endpoint.parse("localhost:0"),
                settings.settings().callbacks(),
                settings.settings().workers())
            .budget(budget)
            .onCallEnded((method, status) -> ended.add(status))
            .service(
                ServerServiceDefinition.builder("test.v1.EchoService")
                    .addMethod(
                        RawMethods.served("test.v1.EchoService", "Echo", LIMIT, null),
                        new RawUnaryServer(this))
                    .build());
    customizer.accept(builder);
    server = builder.build().start();
  }

  private static RawMessage copy(RawMessage request) {
    return RawMessage.of(java.util.Arrays.copyOf(request.array(), request.length()));
  }

  @Override
  public void check(Metadata headers) {
    check.accept(headers);
  }

  @Override
  public CompletionStage<RawMessage> handle(RawCall call) {
    calls.add(call);
    return answer.apply(call);
  }

  ManagedChannel channel() throws Exception {
    return GrpcChannels.builder(target(), TlsClientConfig.plaintext())
        .maxInboundMessageSize(1 << 26)
        .build();
  }

  String target() {
    return "localhost:" + server.address().getPort();
  }

  @Override
  public void close() {
    server.shutdown(System.nanoTime());
    settings.close();
  }
}
