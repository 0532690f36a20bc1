package io.flaregate.it.collector;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceResponse;
import io.opentelemetry.proto.collector.profiles.v1development.ProfilesServiceGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The end of the chain: a plain server of grpc-java with the published stubs. */
final class Sink extends ProfilesServiceGrpc.ProfilesServiceImplBase implements AutoCloseable {
  private static final int MAX_BYTES = 256 << 20;

  private final List<ExportProfilesServiceRequest> received = new ArrayList<>();
  private final Deque<StatusRuntimeException> failures = new ArrayDeque<>();
  private final Server server;

  Sink() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .maxInboundMessageSize(MAX_BYTES)
            .addService(this)
            .build()
            .start();
  }

  int port() {
    return server.getPort();
  }

  /** The next request is answered so. */
  synchronized void failOnce(Status status) {
    failures.add(status.asRuntimeException());
  }

  /** What has come since the last time. */
  synchronized List<ExportProfilesServiceRequest> take() {
    List<ExportProfilesServiceRequest> all = List.copyOf(received);
    received.clear();
    return all;
  }

  @Override
  public void export(
      ExportProfilesServiceRequest request,
      StreamObserver<ExportProfilesServiceResponse> observer) {
    StatusRuntimeException failure = keep(request);
    if (failure != null) {
      observer.onError(failure);
    } else {
      observer.onNext(ExportProfilesServiceResponse.getDefaultInstance());
      observer.onCompleted();
    }
  }

  private synchronized @Nullable StatusRuntimeException keep(ExportProfilesServiceRequest request) {
    StatusRuntimeException failure = failures.poll();
    if (failure == null) {
      received.add(request);
    }
    return failure;
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
