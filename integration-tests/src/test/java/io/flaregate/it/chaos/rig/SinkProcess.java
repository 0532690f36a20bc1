package io.flaregate.it.chaos.rig;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * An ingester that says OK to every push at once and keeps nothing: what a write costs at least.
 */
public final class SinkProcess implements AutoCloseable {
  private final ChildProcess process;
  private final int port;

  private SinkProcess(ChildProcess process) {
    this.process = process;
    port = Integer.parseInt(process.awaitOutput("port (\\d+)"));
  }

  /** Starts one. */
  public static SinkProcess start(Path directory, int number) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        List.of(
            java,
            "-Xmx128m",
            "-cp",
            IngesterProcess.absoluteClassPath(),
            SinkProcess.class.getName());
    return new SinkProcess(ChildProcess.start(directory, "sink-" + number, Map.of(), command));
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  @Override
  public void close() {
    process.close();
  }

  /** The process. */
  public static void main(String[] args) throws IOException, InterruptedException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Server server =
        NettyServerBuilder.forAddress(address)
            .addService((BindableService) SinkProcess::service)
            .maxInboundMessageSize(64 << 20)
            .build()
            .start();
    System.out.println("port " + server.getPort());
    server.awaitTermination();
  }

  private static ServerServiceDefinition service() {
    MethodDescriptor<byte[], byte[]> push =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("ingester.v1.IngesterService/Push")
            .setRequestMarshaller(new Nothing())
            .setResponseMarshaller(new Nothing())
            .build();
    return ServerServiceDefinition.builder("ingester.v1.IngesterService")
        .addMethod(
            push,
            ServerCalls.asyncUnaryCall(
                (request, observer) -> {
                  observer.onNext(new byte[0]);
                  observer.onCompleted();
                }))
        .build();
  }

  /** Reads everything and keeps nothing. */
  private static final class Nothing implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        stream.transferTo(java.io.OutputStream.nullOutputStream());
        return new byte[0];
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
