package io.flaregate.phlare.testing;

import io.flaregate.spi.testing.Await;
import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An ingester that keeps what it got and answers as a test tells it; a real gRPC server. */
public final class FakeIngester implements AutoCloseable {
  private static final Metadata.Key<String> TENANT =
      Metadata.Key.of("X-Scope-OrgID", Metadata.ASCII_STRING_MARSHALLER);
  private static final MethodDescriptor<byte[], byte[]> PUSH =
      MethodDescriptor.<byte[], byte[]>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("ingester.v1.IngesterService/Push")
          .setRequestMarshaller(new Bytes())
          .setResponseMarshaller(new Bytes())
          .build();

  /**
   * A push that came.
   *
   * @param tenant whose it was
   * @param metadata everything that came along
   * @param series the series in it
   * @param bytes how long it was
   */
  public record Push(
      @Nullable String tenant, Metadata metadata, List<PushedSeries> series, int bytes) {}

  private final Server server;
  private final List<Push> pushes = new ArrayList<>();
  private final List<ServerCall<byte[], byte[]>> held = new ArrayList<>();
  private Status answer = Status.OK;
  private byte[] response = {};
  private final AtomicInteger unknownCalls = new AtomicInteger();
  private boolean holding;
  private Predicate<PushedSeries> refused = series -> false;
  private Status refusal = Status.OK;

  private FakeIngester(UnaryOperator<ServerBuilder<?>> options) throws IOException {
    ServerBuilder<?> builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    server =
        options
            .apply(builder)
            .maxInboundMessageSize(64 << 20)
            .fallbackHandlerRegistry(new UnknownCalls())
            .addService(
                ServerServiceDefinition.builder("ingester.v1.IngesterService")
                    .addMethod(PUSH, handler())
                    .build())
            .build()
            .start();
  }

  /** Starts an ingester that answers OK. */
  public static FakeIngester start() {
    return start(builder -> builder);
  }

  /** Starts an ingester whose server is set up as the test likes. */
  public static FakeIngester start(UnaryOperator<ServerBuilder<?>> options) {
    try {
      return new FakeIngester(options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens, as host:port. */
  public String address() {
    return "127.0.0.1:" + server.getPort();
  }

  /** From now on answers so. */
  public synchronized FakeIngester answer(Status status) {
    answer = status;
    return this;
  }

  /** From now on refuses pushes with one of these series so, as if it were a bad pprof. */
  public synchronized FakeIngester refuse(Predicate<PushedSeries> which, Status with) {
    refused = which;
    refusal = with;
    return this;
  }

  /** From now on answers OK with these bytes. */
  public synchronized FakeIngester respond(byte[] bytes) {
    response = bytes;
    return this;
  }

  /** From now on takes pushes and does not answer them before {@link #release}. */
  public synchronized FakeIngester hold() {
    holding = true;
    return this;
  }

  /** Answers what was held, and from now on everything at once. */
  public synchronized void release() {
    holding = false;
    held.forEach(this::close);
    held.clear();
  }

  /** Answers the push that was held longest. */
  public synchronized void releaseOne() {
    close(held.remove(0));
  }

  private ServerCallHandler<byte[], byte[]> handler() {
    return (call, headers) -> {
      call.request(2);
      return new ServerCall.Listener<>() {
        private byte[] message = {};

        @Override
        public void onMessage(byte[] bytes) {
          message = bytes;
        }

        @Override
        public void onHalfClose() {
          List<PushedSeries> series = PushedSeries.parse(message);
          take(new Push(headers.get(TENANT), headers, series, message.length), call);
        }
      };
    };
  }

  private synchronized void take(Push push, ServerCall<byte[], byte[]> call) {
    pushes.add(push);
    if (push.series().stream().anyMatch(refused)) {
      call.close(refusal, new Metadata());
    } else if (holding) {
      held.add(call);
    } else {
      close(call);
    }
  }

  private void close(ServerCall<byte[], byte[]> call) {
    if (call.isCancelled()) {
      return;
    }
    if (answer.isOk()) {
      call.sendHeaders(new Metadata());
      call.sendMessage(response);
    }
    call.close(answer, new Metadata());
  }

  /** How many calls came of methods that it does not have. */
  public int unknownCalls() {
    return unknownCalls.get();
  }

  private final class UnknownCalls extends HandlerRegistry {
    @Override
    public @Nullable ServerMethodDefinition<?, ?> lookupMethod(
        String method, @Nullable String authority) {
      unknownCalls.incrementAndGet();
      return null;
    }
  }

  /** The pushes so far. */
  public synchronized List<Push> pushes() {
    return List.copyOf(pushes);
  }

  /** The series of all pushes so far. */
  public List<PushedSeries> series() {
    return pushes().stream().flatMap(push -> push.series().stream()).toList();
  }

  /** Waits until there were so many pushes. */
  public void awaitPushes(int count) {
    Await.until(count + " pushes have come", () -> pushes().size() >= count);
  }

  /** Stops at once: connections are refused from then on. */
  public FakeIngester kill() {
    close();
    return this;
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(Await.LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
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
  }
}
