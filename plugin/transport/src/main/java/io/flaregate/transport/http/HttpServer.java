package io.flaregate.transport.http;

import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerPort;
import io.flaregate.transport.net.Endpoint;
import io.flaregate.transport.tls.ServerTlsWatch;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** An HTTP/1.1 and HTTP/2 server on its own port. Made by {@link HttpServerBuilder}. */
public final class HttpServer {
  private static final System.Logger LOGGER = System.getLogger(HttpServer.class.getName());
  private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long PAUSE_MILLIS = 5;

  private final Endpoint endpoint;
  private final Server server;
  private final DrainGate gate;
  private final EventLoopGroup workers;
  private final List<Channel> listeners;
  private final long lingerNanos;
  private final @Nullable ServerTlsWatch watch;
  private volatile @Nullable InetSocketAddress address;
  private boolean started;

  HttpServer(
      Endpoint endpoint,
      Server server,
      DrainGate gate,
      EventLoopGroup workers,
      List<Channel> listeners,
      long lingerNanos,
      @Nullable ServerTlsWatch watch) {
    this.watch = watch;
    this.endpoint = requireNonNull(endpoint, "endpoint is null");
    this.server = requireNonNull(server, "server is null");
    this.gate = requireNonNull(gate, "gate is null");
    this.workers = requireNonNull(workers, "workers is null");
    this.listeners = listeners;
    this.lingerNanos = lingerNanos;
  }

  /**
   * Listens.
   *
   * @throws IOException if the endpoint cannot be bound; its message names it
   */
  public synchronized HttpServer start() throws IOException {
    try {
      started = true;
      server.start().join();
      ServerPort port = server.activePort();
      address = port == null ? null : port.localAddress();
      if (watch != null) {
        watch.start();
      }
      return this;
    } catch (CompletionException e) {
      shutdown(System.nanoTime());
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException("cannot listen on " + endpoint + ": " + cause.getMessage(), e);
    }
  }

  /**
   * Where it listens, or did until it was shut down.
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

  /**
   * Closes the port and refuses requests on the connections that there are with 503 from now on,
   * without waiting for those under way. Safe without a start, and twice.
   */
  public void drain() {
    gate.close();
    if (watch != null) {
      watch.close();
    }
    // Armeria goes on to accept until it stops altogether; then what is on its way in would break.
    for (Channel listener : listeners) {
      Future<?> unused = listener.close();
    }
  }

  /**
   * Drains, waits for the requests under way until a deadline, and closes every connection.
   * Connections on which nothing is under way stay open a little (see {@link
   * HttpServerBuilder#linger}). Safe without a start, and twice.
   *
   * @param deadlineNanos a {@link System#nanoTime}
   * @return whether every request was answered
   */
  public synchronized boolean shutdown(long deadlineNanos) {
    drain();
    if (!started) {
      Future<?> unused = workers.shutdownGracefully(0, 0, TimeUnit.NANOSECONDS);
      return true;
    }
    boolean answered = await(gate.empty(), deadlineNanos - System.nanoTime());
    linger(Math.min(lingerNanos, deadlineNanos - System.nanoTime()));
    // The stage would also wait for the thread that accepted, two idle seconds.
    CompletableFuture<Void> unused = server.stop();
    awaitWorkers();
    return answered;
  }

  /**
   * Over HTTP/1.1 nothing tells a sender beforehand that a connection will be closed, and a request
   * that crosses the close on its way is answered by nobody. So those who send meanwhile hear that
   * the server stops and that the connection ends, and only who is silent is cut off.
   */
  private void linger(long nanos) {
    long end = System.nanoTime() + nanos;
    try {
      while (end - System.nanoTime() > 0
          && server.config().serverMetrics().activeConnections() > 0) {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** By the end of the workers the port and every connection are closed. */
  private void awaitWorkers() {
    try {
      if (!workers.awaitTermination(STOP_NANOS, TimeUnit.NANOSECONDS)) {
        LOGGER.log(System.Logger.Level.WARNING, "the server on {0} does not stop", endpoint);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean await(CompletableFuture<Void> stage, long nanos) {
    try {
      stage.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
