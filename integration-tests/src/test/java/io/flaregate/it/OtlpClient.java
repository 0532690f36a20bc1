package io.flaregate.it;

import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceResponse;
import io.opentelemetry.proto.collector.profiles.v1development.ProfilesServiceGrpc;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An OTLP sender made of other people's parts: grpc-java and the JDK's HTTP client. */
final class OtlpClient implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** Sends bytes as they are, so that what is malformed can be sent too. */
  private static final MethodDescriptor<byte[], ExportProfilesServiceResponse> EXPORT =
      ProfilesServiceGrpc.getExportMethod().toBuilder(
              new MethodDescriptor.Marshaller<byte[]>() {
                @Override
                public InputStream stream(byte[] value) {
                  return new ByteArrayInputStream(value);
                }

                @Override
                public byte[] parse(InputStream stream) {
                  throw new UnsupportedOperationException("requests are only sent");
                }
              },
              ProtoUtils.marshaller(ExportProfilesServiceResponse.getDefaultInstance()))
          .build();

  private final ManagedChannel channel;
  private final HttpClient client = HttpClient.newHttpClient();
  private final URI http;

  OtlpClient(InetSocketAddress grpcAddress, InetSocketAddress httpAddress) {
    channel =
        NettyChannelBuilder.forAddress(grpcAddress)
            .usePlaintext()
            .maxInboundMessageSize(4 << 20)
            .build();
    http =
        URI.create(
            "http://"
                + httpAddress.getAddress().getHostAddress()
                + ":"
                + httpAddress.getPort()
                + "/v1development/profiles");
  }

  /**
   * An answer of either protocol.
   *
   * @param status the gRPC code's name, or the HTTP status
   * @param response the response message of a success
   * @param message the error's message
   * @param retryable whether the protocol tells the sender to try again, with a delay
   */
  record Reply(
      String status,
      @Nullable ExportProfilesServiceResponse response,
      String message,
      boolean retryable) {

    boolean isSuccess() {
      return response != null;
    }

    long rejected() {
      return response == null ? 0 : response.getPartialSuccess().getRejectedProfiles();
    }

    String warning() {
      return response == null ? "" : response.getPartialSuccess().getErrorMessage();
    }
  }

  /** Sends over gRPC. */
  Reply grpc(byte[] body, String tenant, boolean gzip) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("x-scope-orgid", Metadata.ASCII_STRING_MARSHALLER), tenant);
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    try {
      return new Reply(
          "OK",
          ClientCalls.blockingUnaryCall(
              ClientInterceptors.intercept(
                  channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
              EXPORT,
              gzip ? options.withCompression("gzip") : options,
              body),
          "",
          false);
    } catch (StatusRuntimeException e) {
      Status status = e.getStatus();
      Metadata trailers = e.getTrailers();
      boolean details =
          trailers != null
              && trailers.containsKey(
                  Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER));
      boolean retryable = status.getCode() == Status.Code.UNAVAILABLE && details;
      return new Reply(
          status.getCode().name(), null, String.valueOf(status.getDescription()), retryable);
    }
  }

  /** Sends over HTTP; the body is already in the encoding that is named. */
  Reply http(byte[] body, String tenant, String encoding) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(http)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/x-protobuf")
            .header("X-Scope-OrgID", tenant)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (!encoding.isEmpty()) {
      request.header("Content-Encoding", encoding);
    }
    try {
      HttpResponse<byte[]> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      int status = response.statusCode();
      if (status == 200) {
        return new Reply(
            "200", ExportProfilesServiceResponse.parseFrom(response.body()), "", false);
      }
      boolean delay = response.headers().firstValue("Retry-After").isPresent();
      String message = com.google.rpc.Status.parseFrom(response.body()).getMessage();
      return new Reply(Integer.toString(status), null, message, status == 503 && delay);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
