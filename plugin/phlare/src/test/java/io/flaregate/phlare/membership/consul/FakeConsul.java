package io.flaregate.phlare.membership.consul;

import com.sun.net.httpserver.HttpExchange;
import io.flaregate.phlare.membership.http.FakeServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A server that keeps to Consul's KV API as documented: entries with indexes, blocking queries with
 * {@code index} and {@code wait}, compare-and-swap, tokens, errors.
 *
 * @see <a href="https://developer.hashicorp.com/consul/api-docs/kv">the API</a>
 */
final class FakeConsul implements AutoCloseable {
  private static final String PATH = "/v1/kv/";
  private static final Pattern WAIT = Pattern.compile("(\\d+)ms");

  private final FakeServer server = new FakeServer(this::handle);
  private final Map<String, Entry> entries = new TreeMap<>();
  private final List<String> requests = new ArrayList<>();
  private long index = 10;
  private String token = "";
  private @Nullable Behaviour behaviour;
  private Consumer<String> beforeSwap = key -> {};

  private record Entry(String base64, long createIndex, long modifyIndex) {}

  /** Answers instead of Consul. */
  interface Behaviour {
    void handle(HttpExchange exchange) throws IOException;
  }

  String address() {
    return server.address();
  }

  void stop() {
    server.stop();
  }

  void restart() {
    server.restart();
  }

  /** From now on only requests with this token are let in. */
  synchronized void requireToken(String wanted) {
    token = wanted;
    notifyAll();
  }

  /** Answers so from now on, also what waits; null: as Consul. */
  synchronized void behave(@Nullable Behaviour other) {
    behaviour = other;
    notifyAll();
  }

  /** Answers with status 500 and a text from now on. */
  void fail(String text) {
    behave(exchange -> FakeServer.answer(exchange, 500, utf8(text)));
  }

  /** Runs between the reading of a request to swap a key and the swap. */
  synchronized void beforeSwap(Consumer<String> action) {
    beforeSwap = action;
  }

  synchronized void put(String key, byte[] value) {
    index++;
    Entry before = entries.get(key);
    entries.put(
        key,
        new Entry(
            Base64.getEncoder().encodeToString(value),
            before == null ? index : before.createIndex,
            index));
    notifyAll();
  }

  /** The value of a key; empty if there is no such key. */
  synchronized byte[] get(String key) {
    Entry entry = entries.get(key);
    return entry == null ? new byte[0] : Base64.getDecoder().decode(entry.base64);
  }

  synchronized void delete(String key) {
    entries.remove(key);
    index++;
    notifyAll();
  }

  /** Starts over with lower indexes, as a restored or new cluster does; the entries stay. */
  synchronized void resetIndex() {
    index = 1;
    entries.replaceAll((key, entry) -> new Entry(entry.base64, 1, 1));
    notifyAll();
  }

  /** Method, path and query of all requests so far. */
  synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    Behaviour other;
    boolean denied;
    synchronized (this) {
      requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
      String given = exchange.getRequestHeaders().getFirst("X-Consul-Token");
      denied = !token.isEmpty() && !token.equals(given);
      other = behaviour;
    }
    String key = exchange.getRequestURI().getPath().substring(PATH.length());
    Map<String, String> query = query(exchange);
    if (other != null) {
      other.handle(exchange);
    } else if (denied) {
      FakeServer.answer(exchange, 403, utf8("Permission denied: token lacks permission"));
    } else if (exchange.getRequestMethod().equals("PUT")) {
      beforeSwap.accept(key);
      boolean won = swap(key, body, Long.parseLong(query.getOrDefault("cas", "-1")));
      FakeServer.answer(exchange, 200, utf8(Boolean.toString(won)));
    } else {
      read(exchange, key, query);
    }
  }

  private static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> query = new HashMap<>();
    String text = String.valueOf(exchange.getRequestURI().getQuery());
    Arrays.stream(text.split("&", -1))
        .map(pair -> pair.split("=", 2))
        .forEach(pair -> query.put(pair[0], pair.length > 1 ? pair[1] : ""));
    return query;
  }

  /** With {@code cas=0} the key must not exist yet. */
  private synchronized boolean swap(String key, byte[] value, long cas) {
    Entry entry = entries.get(key);
    boolean wins = cas < 0 || cas == (entry == null ? 0 : entry.modifyIndex);
    if (wins) {
      put(key, value);
    }
    return wins;
  }

  private void read(HttpExchange exchange, String key, Map<String, String> query)
      throws IOException {
    long asked = Long.parseLong(query.getOrDefault("index", "0"));
    Matcher wait = WAIT.matcher(query.getOrDefault("wait", "0ms"));
    Entry entry = wait.matches() ? await(key, asked, Long.parseLong(wait.group(1))) : entry(key);
    Behaviour other;
    synchronized (this) {
      other = behaviour;
      exchange.getResponseHeaders().set("X-Consul-Index", Long.toString(indexOf(key)));
    }
    if (other != null) {
      other.handle(exchange);
    } else if (entry == null) {
      FakeServer.answer(exchange, 404, new byte[0]);
    } else {
      FakeServer.answer(exchange, 200, utf8(json(key, entry)));
    }
  }

  private synchronized @Nullable Entry entry(String key) {
    return entries.get(key);
  }

  /** Until the key is past the index that was asked for, or below it, or the time is up. */
  private synchronized @Nullable Entry await(String key, long asked, long millis) {
    long end = System.nanoTime() + millis * 1_000_000;
    while (asked > 0 && behaviour == null && indexOf(key) == asked) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        break;
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    return entries.get(key);
  }

  private synchronized long indexOf(String key) {
    Entry entry = entries.get(key);
    return entry == null ? index : entry.modifyIndex;
  }

  private static String json(String key, Entry entry) {
    String value = entry.base64.isEmpty() ? "null" : "\"" + entry.base64 + "\"";
    return "[{\"LockIndex\":0,\"Key\":\""
        + key
        + "\",\"Flags\":0,\"Value\":"
        + value
        + ",\"CreateIndex\":"
        + entry.createIndex
        + ",\"ModifyIndex\":"
        + entry.modifyIndex
        + "}]\n";
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    server.close();
  }
}
