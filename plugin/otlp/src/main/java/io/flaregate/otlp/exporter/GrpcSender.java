package io.flaregate.otlp.exporter;

import io.flaregate.otlp.config.ClientKeepalive;
import io.flaregate.otlp.config.DevelopmentVersion;
import io.flaregate.otlp.config.ExportCompression;
import io.flaregate.otlp.config.OtlpGrpcExporterConfig;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.grpc.GrpcChannels;
import io.flaregate.transport.grpc.RawMessage;
import io.flaregate.transport.grpc.RawMethods;
import io.flaregate.transport.tls.ClientTls;
import io.flaregate.transport.tls.TlsException;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Codec;
import io.grpc.CompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.opentelemetry.proto.collector.profiles.v1development.ProfilesServiceGrpc;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** OTLP over gRPC: one channel, on which all requests go. */
final class GrpcSender implements Sender {
  private static final Metadata.Key<String> VERSION =
      Metadata.Key.of(DevelopmentVersion.NAME, Metadata.ASCII_STRING_MARSHALLER);

  private static final MethodDescriptor<RawMessage, RawMessage> EXPORT =
      RawMethods.unary(
          ProfilesServiceGrpc.SERVICE_NAME,
          "Export",
          new SizeLimit(Responses.MAX_BYTES, "response to an export"));

  private final String server;
  private final ManagedChannel channel;
  private final CallOptions options;
  private final Headers headers;
  private final @Nullable ClientTls tls;

  private GrpcSender(
      String server,
      ManagedChannel channel,
      CallOptions options,
      Headers headers,
      @Nullable ClientTls tls) {
    this.server = server;
    this.channel = channel;
    this.options = options;
    this.headers = headers;
    this.tls = tls;
  }

  /**
   * A sender; it connects with the first request.
   *
   * @throws TlsException if a certificate, key or authority cannot be used
   */
  static GrpcSender open(Settings settings, OtlpGrpcExporterConfig config) throws TlsException {
    // https:// before the endpoint counts over tls::insecure, as in the Collector.
    ClientTls tls = config.plainText() ? null : ClientTls.load(config.tls());
    NettyChannelBuilder builder =
        builder(config, tls)
            .executor(settings.callbacks())
            .defaultLoadBalancingPolicy(config.balancerName())
            .maxInboundMessageSize(Responses.MAX_BYTES)
            .compressorRegistry(compressors())
            .decompressorRegistry(GrpcChannels.decompressors())
            // Retries are made above, where the deadline and the server's wishes are known.
            .disableRetry();
    if (!config.authority().isEmpty()) {
      builder.overrideAuthority(config.authority());
    }
    ClientKeepalive keepalive = config.keepalive();
    if (keepalive != null) {
      builder
          .keepAliveTime(keepalive.time().toNanos(), TimeUnit.NANOSECONDS)
          .keepAliveTimeout(keepalive.timeout().toNanos(), TimeUnit.NANOSECONDS)
          .keepAliveWithoutCalls(keepalive.permitWithoutStream());
    }
    return new GrpcSender(
        config.endpoint(),
        builder.build(),
        options(config),
        new Headers(config.tenantHeader(), config.headers()),
        tls);
  }

  private static NettyChannelBuilder builder(OtlpGrpcExporterConfig config, @Nullable ClientTls tls)
      throws TlsException {
    NettyChannelBuilder builder = NettyChannelBuilder.forTarget(config.target());
    if (tls == null) {
      return builder.usePlaintext();
    }
    builder.sslContext(tls.grpcContext());
    if (!config.tls().serverNameOverride().isEmpty()) {
      builder.overrideAuthority(config.tls().serverNameOverride());
    }
    return builder;
  }

  /** What requests can be compressed with. */
  static CompressorRegistry compressors() {
    CompressorRegistry registry = CompressorRegistry.newEmptyInstance();
    registry.register(new Codec.Gzip());
    registry.register(Codec.Identity.NONE);
    registry.register(new ZstdCodec());
    registry.register(new SnappyCodec());
    return registry;
  }

  private static CallOptions options(OtlpGrpcExporterConfig config) {
    CallOptions options =
        config.waitForReady() ? CallOptions.DEFAULT.withWaitForReady() : CallOptions.DEFAULT;
    return config.compression() == ExportCompression.NONE
        ? options
        : options.withCompression(config.compression().name().toLowerCase(Locale.ROOT));
  }

  @Override
  public byte[] prepare(byte[] request, Room room) {
    return request;
  }

  @Override
  public CompletionStage<SendAnswer> send(String tenant, byte[] body, long timeoutNanos) {
    CompletableFuture<SendAnswer> answer = new CompletableFuture<>();
    ClientCall<RawMessage, RawMessage> call =
        channel.newCall(EXPORT, options.withDeadlineAfter(timeoutNanos, TimeUnit.NANOSECONDS));
    try {
      call.start(new Listener(server, answer), metadata(tenant));
      // Two, not one: so that a second message, which would be wrong, is seen and refused.
      call.request(2);
      call.sendMessage(RawMessage.of(body));
      call.halfClose();
    } catch (RuntimeException e) {
      call.cancel("request cannot be sent", e);
      answer.complete(
          SendAnswer.failed(
              Reason.INTERNAL, "request to " + server + " cannot be sent: " + e, Duration.ZERO));
    }
    return answer;
  }

  private Metadata metadata(String tenant) {
    Metadata metadata = new Metadata();
    metadata.put(VERSION, DevelopmentVersion.VALUE);
    headers
        .all(tenant)
        .forEach(
            (name, value) ->
                metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
    return metadata;
  }

  @Override
  public @Nullable ClientTls tls() {
    return tls;
  }

  @Override
  public void close(long deadlineNanos) {
    channel.shutdown();
    try {
      if (!channel.awaitTermination(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        channel.shutdownNow();
      }
    } catch (InterruptedException e) {
      channel.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private static final class Listener extends ClientCall.Listener<RawMessage> {
    private final String server;
    private final CompletableFuture<SendAnswer> answer;
    private final List<RawMessage> messages = new ArrayList<>(1);

    Listener(String server, CompletableFuture<SendAnswer> answer) {
      this.server = server;
      this.answer = answer;
    }

    @Override
    public void onMessage(RawMessage message) {
      messages.add(message);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (!status.isOk()) {
        answer.complete(
            Responses.ofGrpc(server, status, StatusProto.fromStatusAndTrailers(status, trailers)));
      } else if (messages.size() == 1 && messages.get(0).failure() == null) {
        RawMessage message = messages.get(0);
        answer.complete(
            Responses.accepted(server, ByteBuffer.wrap(message.array(), 0, message.length())));
      } else {
        answer.complete(Responses.unreadable(server));
      }
    }
  }
}
