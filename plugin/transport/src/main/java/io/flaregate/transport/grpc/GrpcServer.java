package io.flaregate.transport.grpc;

import static java.util.Objects.requireNonNull;

import io.flaregate.transport.net.Endpoint;
import io.flaregate.transport.tls.ServerTlsWatch;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC server on its own port, with the standard health and reflection services.
 *
 * <p>Made by {@link GrpcServerBuilder}. Health says SERVING from start to shutdown for the server
 * as a whole and for each of its services.
 */
public final class GrpcServer {
  private final Endpoint endpoint;
  private final Server server;
  private final HealthStatusManager health;
  private final @Nullable ServerTlsWatch watch;
  private volatile @Nullable InetSocketAddress address;
  private final AtomicBoolean draining = new AtomicBoolean();

  GrpcServer(
      Endpoint endpoint,
      Server server,
      HealthStatusManager health,
      @Nullable ServerTlsWatch watch) {
    this.watch = watch;
    this.endpoint = requireNonNull(endpoint, "endpoint is null");
    this.server = requireNonNull(server, "server is null");
    this.health = requireNonNull(health, "health is null");
  }

  /**
   * Listens.
   *
   * @throws IOException if the endpoint cannot be bound; its message names it
   */
  public GrpcServer start() throws IOException {
    try {
      server.start();
    } catch (IOException e) {
      server.shutdownNow();
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException("cannot listen on " + endpoint + ": " + cause.getMessage(), e);
    }
    address = boundAddress();
    if (watch != null) {
      watch.start();
    }
    server
        .getServices()
        .forEach(
            service ->
                health.setStatus(service.getServiceDescriptor().getName(), ServingStatus.SERVING));
    return this;
  }

  /**
   * Where it listens, or did until it was drained.
   *
   * @throws IllegalStateException if it was not started
   */
  public InetSocketAddress address() {
    InetSocketAddress bound = address;
    if (bound == null) {
      throw new IllegalStateException("the server was not started");
    }
    return bound;
  }

  private @Nullable InetSocketAddress boundAddress() {
    for (SocketAddress socket : server.getListenSockets()) {
      if (socket instanceof InetSocketAddress bound) {
        return bound;
      }
    }
    return null;
  }

  /**
   * Closes the port and sends GOAWAY at once, without waiting for calls under way: those go on.
   * Safe without a start, and twice.
   */
  public void drain() {
    if (draining.compareAndSet(false, true)) {
      if (watch != null) {
        watch.close();
      }
      health.enterTerminalState();
      server.shutdown();
    }
  }

  /**
   * Drains, waits for the calls under way until a deadline, and cancels those that are left. Safe
   * without a start, and twice.
   *
   * @param deadlineNanos a {@link System#nanoTime}
   * @return whether every call ended by itself
   */
  public boolean shutdown(long deadlineNanos) {
    drain();
    boolean ended = await(deadlineNanos - System.nanoTime());
    if (!ended) {
      server.shutdownNow();
      await(TimeUnit.SECONDS.toNanos(1));
    }
    return ended;
  }

  private boolean await(long nanos) {
    try {
      return server.awaitTermination(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
