package io.flaregate.it.badinput;

import com.google.protobuf.InvalidProtocolBufferException;
import io.flaregate.it.badinput.Door.Port;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.Compressor;
import io.grpc.CompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Sends requests byte by byte as they are, by grpc-java and the JDK's HTTP client. */
public final class Sender implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final List<String> ENCODINGS = List.of("gzip", "zstd", "snappy", "deflate", "br");

  private final Map<Port, Integer> ports;
  private final Map<Port, ManagedChannel> channels = new EnumMap<>(Port.class);
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  Sender(Map<Port, Integer> ports) {
    this.ports = Map.copyOf(ports);
    CompressorRegistry registry = CompressorRegistry.newEmptyInstance();
    ENCODINGS.forEach(name -> registry.register(new Ready(name)));
    for (Port port : List.of(Port.GRPC, Port.PHLARE)) {
      channels.put(
          port,
          NettyChannelBuilder.forAddress("127.0.0.1", port(port))
              .usePlaintext()
              .compressorRegistry(registry)
              .build());
    }
  }

  int port(Port port) {
    Integer known = ports.get(port);
    if (known == null) {
      throw new IllegalArgumentException("no port for " + port);
    }
    return known;
  }

  /** Sends a request and reads its answer. */
  public Reply send(Shot shot) {
    return shot.door().isGrpc() ? grpc(shot) : http(shot);
  }

  private Reply http(Shot shot) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + port(shot.door().port()) + shot.path()))
            .timeout(TIMEOUT)
            .header("Content-Type", shot.contentType())
            .method(shot.method(), HttpRequest.BodyPublishers.ofByteArray(shot.body()));
    if (!shot.encoding().isEmpty()) {
      request.header("Content-Encoding", shot.encoding());
    }
    for (int i = 0; i < shot.headers().size(); i += 2) {
      request.header(shot.headers().get(i), shot.headers().get(i + 1));
    }
    try {
      return ReplyReader.http(
          shot.door(), http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Reply grpc(Shot shot) {
    Metadata headers = new Metadata();
    for (int i = 0; i < shot.headers().size(); i += 2) {
      headers.put(
          Metadata.Key.of(shot.headers().get(i), Metadata.ASCII_STRING_MARSHALLER),
          shot.headers().get(i + 1));
    }
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    try {
      byte[] response =
          ClientCalls.blockingUnaryCall(
              ClientInterceptors.intercept(
                  channel(shot.door().port()), MetadataUtils.newAttachHeadersInterceptor(headers)),
              method(shot.path()),
              shot.encoding().isEmpty() ? options : options.withCompression(shot.encoding()),
              shot.body());
      return shot.door().isOtlp()
          ? ReplyReader.exported(
              "OK", "", ExportProfilesServiceResponse.parseFrom(response), Optional.empty())
          : new Reply("OK", "", "", "", 0, Optional.empty(), false);
    } catch (StatusRuntimeException e) {
      return failure(e);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("what gRPC answered cannot be read", e);
    }
  }

  private ManagedChannel channel(Port port) {
    ManagedChannel known = channels.get(port);
    if (known == null) {
      throw new IllegalArgumentException("no gRPC on " + port);
    }
    return known;
  }

  private static Reply failure(StatusRuntimeException e) {
    com.google.rpc.Status details = StatusProto.fromThrowable(e);
    String code = e.getStatus().getCode().name();
    return details == null
        ? new Reply(
            code,
            "",
            String.valueOf(e.getStatus().getDescription()),
            "",
            0,
            Optional.empty(),
            false)
        : ReplyReader.status(code, "", details, Optional.empty());
  }

  private static MethodDescriptor<byte[], byte[]> method(String name) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(name)
        .setRequestMarshaller(new Bytes())
        .setResponseMarshaller(new Bytes())
        .build();
  }

  @Override
  public void close() {
    channels.values().forEach(ManagedChannel::shutdownNow);
  }

  /** Says that messages are compressed, and leaves them alone: they are already. */
  private record Ready(String name) implements Compressor {
    @Override
    public String getMessageEncoding() {
      return name;
    }

    @Override
    public OutputStream compress(OutputStream out) {
      return out;
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
