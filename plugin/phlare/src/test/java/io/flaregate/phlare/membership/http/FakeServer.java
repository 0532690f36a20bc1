package io.flaregate.phlare.membership.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server on a port of the loopback address, which can stop and come back. */
public final class FakeServer implements AutoCloseable {
  private final HttpHandler handler;
  private final ExecutorService threads = Executors.newCachedThreadPool(FakeServer::thread);
  private final int port;
  private volatile HttpServer server;

  /** A server that listens. */
  public FakeServer(HttpHandler handler) {
    this.handler = handler;
    server = listen(0);
    port = server.getAddress().getPort();
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "fake-server");
    thread.setDaemon(true);
    return thread;
  }

  private HttpServer listen(int wanted) {
    try {
      InetSocketAddress at = new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted);
      HttpServer made = HttpServer.create(at, 0);
      made.createContext("/", this::handle);
      made.setExecutor(threads);
      made.start();
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      handler.handle(exchange);
    }
  }

  /** Sends a whole answer. */
  public static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  /** Where it listens. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** Nobody listens any more; open connections break. */
  public void stop() {
    server.stop(0);
  }

  /** Listens again at the same port. */
  public void restart() {
    server = listen(port);
  }

  @Override
  public void close() {
    stop();
    threads.shutdownNow();
  }
}
