package io.flaregate.otlp;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import io.flaregate.otlp.config.OtlpGrpcConfig;
import io.flaregate.otlp.config.OtlpHttpConfig;
import io.flaregate.otlp.config.OtlpReceiverConfig;
import io.flaregate.otlp.config.Protocols;
import io.flaregate.spi.component.Capabilities;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.ProfilesConsumer;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.FakeClock;
import io.flaregate.spi.testing.ProfilesSink;
import io.flaregate.spi.testing.TestHost;
import io.flaregate.spi.testing.TestSettings;
import io.flaregate.transport.tenant.TenantConfig;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceResponse;
import io.opentelemetry.proto.collector.profiles.v1development.ProfilesServiceGrpc;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;

/** A receiver on real sockets with clients of both protocols. */
final class Rig implements AutoCloseable, ProfilesConsumer {
  final FakeClock clock = new FakeClock();
  final TestSettings settings = new TestSettings("otlp", clock);
  final TestHost host;
  final HttpClient http = HttpClient.newHttpClient();
  final OtlpReceiver receiver;
  final ManagedChannel channel;
  private volatile ProfilesSink sink = new ProfilesSink();

  /** The two ways in. */
  enum Protocol {
    GRPC,
    HTTP
  }

  Rig() {
    this(config -> config);
  }

  Rig(UnaryOperator<OtlpReceiverConfig> change) {
    this(new TestHost(), change);
  }

  /** A receiver in a host with extensions. */
  Rig(TestHost host, UnaryOperator<OtlpReceiverConfig> change) {
    this.host = host;
    try {
      receiver =
          new OtlpReceiverFactory().create(settings.settings(), change.apply(config()), this);
      receiver.start(host);
    } catch (ComponentException e) {
      throw new AssertionError(e);
    }
    channel =
        NettyChannelBuilder.forAddress("localhost", grpcAddress().getPort()).usePlaintext().build();
  }

  /** Both protocols on free ports. */
  static OtlpReceiverConfig config() {
    OtlpReceiverConfig defaults = OtlpReceiverConfig.defaults();
    return new OtlpReceiverConfig(
        new Protocols(
            OtlpGrpcConfig.defaults().withEndpoint("localhost:0").withMaxRecvMsgSizeMib(1),
            OtlpHttpConfig.defaults().withEndpoint("localhost:0").withMaxRequestBodySize(1 << 20)),
        defaults.tenant(),
        defaults.maxInflightBytes(),
        defaults.legacyLayouts());
  }

  /** The same for several tenants. */
  static OtlpReceiverConfig multitenant(OtlpReceiverConfig config) {
    return new OtlpReceiverConfig(
        config.protocols(),
        new TenantConfig(true, "X-Scope-OrgID", "anonymous"),
        config.maxInflightBytes(),
        config.legacyLayouts());
  }

  InetSocketAddress grpcAddress() {
    return receiver.grpcAddress().orElseThrow();
  }

  InetSocketAddress httpAddress() {
    return receiver.httpAddress().orElseThrow();
  }

  /** Forgets what came and answers "all stored" again. */
  ProfilesSink freshSink() {
    sink = new ProfilesSink();
    return sink;
  }

  ProfilesSink sink() {
    return sink;
  }

  @Override
  public Capabilities capabilities() {
    return Capabilities.NONE;
  }

  @Override
  public CompletionStage<ConsumeResult> consume(Profiles profiles, RequestContext context) {
    return sink.consume(profiles, context);
  }

  Reply send(Protocol protocol, ExportProfilesServiceRequest request, String... headers) {
    return protocol == Protocol.GRPC
        ? sendGrpc(stub(headers), request)
        : sendHttp(request.toByteArray(), headers);
  }

  Reply sendGzip(Protocol protocol, ExportProfilesServiceRequest request) {
    return protocol == Protocol.GRPC
        ? sendGrpc(stub().withCompression("gzip"), request)
        : sendHttp(gzip(request.toByteArray()), "Content-Encoding", "gzip");
  }

  ProfilesServiceGrpc.ProfilesServiceBlockingStub stub(String... headers) {
    Metadata metadata = new Metadata();
    for (int i = 0; i < headers.length; i += 2) {
      metadata.put(Metadata.Key.of(headers[i], Metadata.ASCII_STRING_MARSHALLER), headers[i + 1]);
    }
    return ProfilesServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
  }

  static Reply sendGrpc(
      ProfilesServiceGrpc.ProfilesServiceBlockingStub stub, ExportProfilesServiceRequest request) {
    try {
      return new Reply(0, Status.getDefaultInstance(), stub.export(request), null);
    } catch (StatusRuntimeException e) {
      Status status = StatusProto.fromThrowable(e);
      return new Reply(0, status == null ? Status.getDefaultInstance() : status, null, null);
    }
  }

  Reply sendHttp(byte[] body, String... headers) {
    return reply(Await.result(http.sendAsync(post(body, headers), BODY)));
  }

  static final HttpResponse.BodyHandler<byte[]> BODY = HttpResponse.BodyHandlers.ofByteArray();

  HttpRequest post(byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(OtlpHttpService.PATH))
            .header("Content-Type", "application/x-protobuf")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request.build();
  }

  URI uri(String path) {
    return URI.create("http://localhost:" + httpAddress().getPort() + path);
  }

  static Reply reply(HttpResponse<byte[]> response) {
    String retryAfter = response.headers().firstValue("retry-after").orElse(null);
    try {
      if (response.statusCode() == 200) {
        return new Reply(
            200,
            Status.getDefaultInstance(),
            ExportProfilesServiceResponse.parseFrom(response.body()),
            retryAfter);
      }
      Status status = Status.parseFrom(response.body());
      return new Reply(response.statusCode(), status, null, retryAfter);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("not protobuf: " + response, e);
    }
  }

  static byte[] gzip(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** A valid request passes over both protocols, and nothing stays booked. */
  void assertAlive() {
    freshSink();
    for (Protocol protocol : Protocol.values()) {
      send(protocol, Requests.of(2), "X-Scope-OrgID", "alive").assertAllStored();
    }
    assertNothingBooked();
  }

  void assertNothingBooked() {
    Await.until(
        "no request holds bytes",
        () -> settings.meter().value("flaregate_inflight_bytes", "otlp") == 0);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    host.shutdownDeadlineNanos(System.nanoTime());
    receiver.shutdown();
    settings.close();
  }
}
