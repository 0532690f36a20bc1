package io.flaregate.phlare.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A remote distributor that keeps what it got and answers as a test tells it. */
public final class FakeDistributor implements AutoCloseable {

  /**
   * A request that came.
   *
   * @param method the HTTP method
   * @param path the path
   * @param headers the first value of each header
   * @param series what the body holds
   * @param bytes how long the body was
   */
  public record Request(
      String method,
      String path,
      Map<String, String> headers,
      List<PushedSeries> series,
      int bytes) {

    /** The first value of a header; empty if it is not there. */
    public String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Request> requests = new ArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private int status = 200;
  private String body = "";
  private String[] headers = {};
  private boolean holding;

  /** Starts a distributor that answers 200. */
  public FakeDistributor() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Its base URL, with a path of its own. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/base/";
  }

  /** From now on answers so. */
  public synchronized FakeDistributor answer(int code, String text, String... namesAndValues) {
    status = code;
    body = text;
    headers = namesAndValues.clone();
    return this;
  }

  /** From now on does not answer. */
  public synchronized FakeDistributor hold() {
    holding = true;
    return this;
  }

  /** The requests so far. */
  public synchronized List<Request> requests() {
    return List.copyOf(requests);
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] message = exchange.getRequestBody().readAllBytes();
    Map<String, String> received = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    exchange.getRequestHeaders().forEach((name, values) -> received.put(name, values.get(0)));
    boolean wait;
    synchronized (this) {
      requests.add(
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI().getPath(),
              received,
              PushedSeries.parse(message),
              message.length));
      wait = holding;
    }
    if (wait) {
      awaitClosing();
    } else {
      respond(exchange);
    }
    exchange.close();
  }

  private void awaitClosing() {
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void respond(HttpExchange exchange) throws IOException {
    for (int i = 0; i < headers.length; i += 2) {
      exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try {
      exchange.getResponseBody().write(bytes);
    } catch (IOException e) {
      // The other side reads as much as it likes.
      exchange.close();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
