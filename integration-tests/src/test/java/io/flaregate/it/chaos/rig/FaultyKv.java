package io.flaregate.it.chaos.rig;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A key-value store that speaks as much of Consul's API as ring readers and writers use (blocking
 * reads, compare-and-swap) and that can die, come back, or serve other bytes than were written. A
 * real etcd is tested beside the store's own code; this one needs nothing installed.
 *
 * @see <a href="https://developer.hashicorp.com/consul/api-docs/kv">the API</a>
 */
public final class FaultyKv implements AutoCloseable {
  private static final String PATH = "/v1/kv/";

  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "kv");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<String, Entry> entries = new HashMap<>();
  private final int port;
  private long index = 10;
  private byte @Nullable [] instead;
  private @Nullable HttpServer server;

  private static final class Entry {
    final byte[] value;
    final long modified;

    Entry(byte[] value, long modified) {
      this.value = value;
      this.modified = modified;
    }
  }

  /** A store that runs. */
  public FaultyKv() throws IOException {
    HttpServer first = listen(0);
    server = first;
    port = first.getAddress().getPort();
  }

  private HttpServer listen(int wanted) throws IOException {
    HttpServer made =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 0);
    made.createContext("/", this::handle);
    made.setExecutor(threads);
    made.start();
    return made;
  }

  /** Where it listens, {@code host:port}. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** Dies: connections break, nobody listens. What was written stays, as on a disk. */
  public synchronized void kill() {
    if (server != null) {
      server.stop(0);
      server = null;
      notifyAll();
    }
  }

  /** Comes back with what was written. */
  public synchronized void restart() throws IOException {
    if (server == null) {
      server = listen(port);
    }
  }

  /** Whether it runs. */
  public synchronized boolean isUp() {
    return server != null;
  }

  /** Serves other bytes for every key from now on; null: what was written. */
  public synchronized void serveInstead(byte @Nullable [] bytes) {
    instead = bytes;
    index++;
    entries.replaceAll((key, entry) -> new Entry(entry.value, index));
    notifyAll();
  }

  /** Writes a key. */
  public synchronized void put(String key, byte[] value) {
    entries.put(key, new Entry(value, ++index));
    notifyAll();
  }

  /** What was written under a key; empty if nothing was. */
  public synchronized byte[] get(String key) {
    Entry entry = entries.get(key);
    return entry == null ? new byte[0] : entry.value;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String key = exchange.getRequestURI().getPath().substring(PATH.length());
      Map<String, String> query = query(exchange);
      if (exchange.getRequestMethod().equals("PUT")) {
        boolean won = swap(key, body, Long.parseLong(query.getOrDefault("cas", "-1")));
        answer(exchange, 200, Boolean.toString(won));
      } else {
        read(exchange, key, query);
      }
    }
  }

  private static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> query = new HashMap<>();
    for (String pair : String.valueOf(exchange.getRequestURI().getRawQuery()).split("&", -1)) {
      String[] parts = pair.split("=", 2);
      query.put(
          parts[0], parts.length > 1 ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : "");
    }
    return query;
  }

  private synchronized boolean swap(String key, byte[] value, long cas) {
    Entry entry = entries.get(key);
    boolean wins = cas < 0 || cas == (entry == null ? 0 : entry.modified);
    if (wins) {
      put(key, value);
    }
    return wins;
  }

  private void read(HttpExchange exchange, String key, Map<String, String> query)
      throws IOException {
    long asked = Long.parseLong(query.getOrDefault("index", "0"));
    String wait = query.getOrDefault("wait", "0ms");
    long millis = Long.parseLong(wait.substring(0, wait.length() - 2));
    String json;
    synchronized (this) {
      await(key, asked, millis);
      Entry entry = entries.get(key);
      exchange.getResponseHeaders().set("X-Consul-Index", Long.toString(indexOf(key)));
      json = entry == null ? "" : json(key, entry, instead);
    }
    answer(exchange, json.isEmpty() ? 404 : 200, json);
  }

  private void await(String key, long asked, long millis) {
    long end = System.nanoTime() + millis * 1_000_000;
    while (asked > 0 && server != null && indexOf(key) == asked) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return;
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private long indexOf(String key) {
    Entry entry = entries.get(key);
    return entry == null ? index : entry.modified;
  }

  private static String json(String key, Entry entry, byte @Nullable [] instead) {
    byte[] value = instead == null ? entry.value : instead;
    return "[{\"LockIndex\":0,\"Key\":\""
        + key
        + "\",\"Flags\":0,\"Value\":\""
        + Base64.getEncoder().encodeToString(value)
        + "\",\"CreateIndex\":1,\"ModifyIndex\":"
        + entry.modified
        + "}]\n";
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    kill();
    threads.shutdownNow();
  }
}
