package io.flaregate.it.chaos.rig;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.InvalidProtocolBufferException;
import io.flaregate.it.chaos.rig.Answered.Kind;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceResponse;
import io.opentelemetry.proto.collector.profiles.v1development.ProfilesServiceGrpc;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends OTLP over gRPC and HTTP without waiting, once each: it never tries again, so that what is
 * counted are the gateway's answers.
 */
public final class OtlpSender implements AutoCloseable {
  private static final Metadata.Key<String> TENANT =
      Metadata.Key.of("x-scope-orgid", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private final ManagedChannel channel;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final URI http;

  /**
   * What an answer was.
   *
   * @param kind its kind
   * @param detail what it said
   */
  public record Reply(Kind kind, String detail) {}

  /** A sender to two ports of the loopback address. */
  public OtlpSender(int grpcPort, int httpPort) {
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", grpcPort)
            .usePlaintext()
            .disableRetry()
            .maxInboundMessageSize(4 << 20)
            .build();
    http = URI.create("http://127.0.0.1:" + httpPort + "/v1development/profiles");
  }

  /** Connects again at once if the gateway was away. */
  public void reconnect() {
    channel.resetConnectBackoff();
  }

  /** Sends over gRPC; the stage completes normally whatever happens. */
  public CompletableFuture<Reply> grpc(
      ExportProfilesServiceRequest request, String tenant, Duration timeout) {
    Metadata headers = new Metadata();
    headers.put(TENANT, tenant);
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
    ClientCall<ExportProfilesServiceRequest, ExportProfilesServiceResponse> call =
        ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers))
            .newCall(ProfilesServiceGrpc.getExportMethod(), options);
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    Futures.addCallback(
        ClientCalls.futureUnaryCall(call, request),
        new FutureCallback<>() {
          @Override
          public void onSuccess(@Nullable ExportProfilesServiceResponse response) {
            reply.complete(
                response == null ? new Reply(Kind.FAILED, "no response") : success(response));
          }

          @Override
          public void onFailure(Throwable failure) {
            reply.complete(failed(failure));
          }
        },
        MoreExecutors.directExecutor());
    return reply;
  }

  private static Reply success(ExportProfilesServiceResponse response) {
    String message = response.getPartialSuccess().getErrorMessage();
    return response.getPartialSuccess().getRejectedProfiles() == 0
        ? new Reply(Kind.ACKED, message)
        : new Reply(Kind.PARTIAL, message);
  }

  private static Reply failed(Throwable failure) {
    Status status = Status.fromThrowable(failure);
    Metadata trailers = Status.trailersFromThrowable(failure);
    boolean details = trailers != null && trailers.containsKey(DETAILS);
    String words = status.getCode() + " " + status.getDescription() + cause(status.getCause());
    Kind kind =
        switch (status.getCode()) {
          case UNAVAILABLE -> details ? Kind.RETRY : unanswered(words);
          case RESOURCE_EXHAUSTED -> Kind.LIMITED;
          case CANCELLED, DEADLINE_EXCEEDED -> Kind.GIVEN_UP;
          // The client's own words for a connection that broke while it wrote.
          case UNKNOWN ->
              status.getCause() instanceof ClosedChannelException ? Kind.BROKEN : Kind.FAILED;
          default -> Kind.FAILED;
        };
    return new Reply(kind, words);
  }

  private static String cause(@Nullable Throwable cause) {
    return cause == null ? "" : " (" + cause + ")";
  }

  /** A stream that a GOAWAY refuses was not begun, as the one that found no listener. */
  private static Kind unanswered(String words) {
    boolean notBegun =
        words.contains("Connection refused")
            || (words.contains("NO_ERROR") && !words.contains("reset"));
    return notBegun ? Kind.UNREACHABLE : Kind.BROKEN;
  }

  /** Sends over HTTP/1.1; the stage completes normally whatever happens. */
  public CompletableFuture<Reply> http(
      ExportProfilesServiceRequest message, String tenant, Duration timeout) {
    HttpRequest request =
        HttpRequest.newBuilder(http)
            .timeout(timeout)
            .header("Content-Type", "application/x-protobuf")
            .header("X-Scope-OrgID", tenant)
            .POST(HttpRequest.BodyPublishers.ofByteArray(message.toByteArray()))
            .build();
    return client
        .sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
        .handle(OtlpSender::reply);
  }

  private static Reply reply(@Nullable HttpResponse<byte[]> response, @Nullable Throwable failure) {
    if (response == null) {
      return broken(failure);
    }
    int status = response.statusCode();
    try {
      if (status == 200) {
        return success(ExportProfilesServiceResponse.parseFrom(response.body()));
      }
      String message = com.google.rpc.Status.parseFrom(response.body()).getMessage();
      boolean delay = response.headers().firstValue("Retry-After").isPresent();
      Kind kind = status == 503 && delay ? Kind.RETRY : status == 429 ? Kind.LIMITED : Kind.FAILED;
      return new Reply(kind, status + " " + message);
    } catch (InvalidProtocolBufferException e) {
      return new Reply(Kind.FAILED, status + " with a body that is not a message: " + e);
    }
  }

  private static Reply broken(@Nullable Throwable failure) {
    String words = String.valueOf(failure);
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof HttpTimeoutException) {
        return new Reply(Kind.GIVEN_UP, words);
      }
      if (each instanceof ConnectException) {
        return new Reply(Kind.UNREACHABLE, words);
      }
    }
    return new Reply(Kind.BROKEN, words);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
