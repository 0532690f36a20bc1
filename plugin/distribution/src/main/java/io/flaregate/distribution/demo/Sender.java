package io.flaregate.distribution.demo;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesPartialSuccess;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceResponse;
import io.opentelemetry.proto.collector.profiles.v1development.ProfilesServiceGrpc;
import io.opentelemetry.proto.collector.profiles.v1development.ProfilesServiceGrpc.ProfilesServiceBlockingStub;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Sends requests as agents and Collectors do: in turn over gRPC and over HTTP. */
final class Sender implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final ManagedChannel channel;
  private final ProfilesServiceBlockingStub grpc;
  private final HttpClient client = HttpClient.newHttpClient();
  private final URI http;
  private int sent;

  Sender(InetSocketAddress grpcAddress, InetSocketAddress httpAddress) {
    channel = NettyChannelBuilder.forAddress(grpcAddress).usePlaintext().build();
    grpc = ProfilesServiceGrpc.newBlockingStub(channel).withCompression("gzip");
    String host = httpAddress.getAddress().getHostAddress() + ":" + httpAddress.getPort();
    http = URI.create("http://" + host + "/v1development/profiles");
  }

  /**
   * The gateway's answer.
   *
   * @param problem why the request was not taken; empty if it was
   * @param rejected how many of its profiles were refused for good
   */
  record Reply(String problem, long rejected) {}

  /** Sends one request and waits for the answer. */
  Reply send(ExportProfilesServiceRequest request) throws InterruptedException {
    try {
      boolean overGrpc = sent++ % 2 == 0;
      ExportProfilesServiceResponse response = overGrpc ? overGrpc(request) : overHttp(request);
      ExportProfilesPartialSuccess partial = response.getPartialSuccess();
      return new Reply("", partial.getRejectedProfiles());
    } catch (StatusRuntimeException | IOException e) {
      return new Reply(String.valueOf(e.getMessage()), 0);
    }
  }

  private ExportProfilesServiceResponse overGrpc(ExportProfilesServiceRequest request) {
    return grpc.withDeadlineAfter(TIMEOUT.toSeconds(), TimeUnit.SECONDS).export(request);
  }

  private ExportProfilesServiceResponse overHttp(ExportProfilesServiceRequest request)
      throws IOException, InterruptedException {
    HttpRequest post =
        HttpRequest.newBuilder(http)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/x-protobuf")
            .POST(HttpRequest.BodyPublishers.ofByteArray(request.toByteArray()))
            .build();
    HttpResponse<byte[]> response = client.send(post, HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException("HTTP " + response.statusCode());
    }
    return ExportProfilesServiceResponse.parseFrom(response.body());
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
