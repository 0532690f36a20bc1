package io.flaregate.phlare.membership.consul;

import io.flaregate.phlare.config.ConsulConfig;
import io.flaregate.phlare.membership.http.BoundedHttp;
import io.flaregate.phlare.membership.kv.StoreException;
import io.flaregate.phlare.membership.kv.StoreFailure;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The requests to Consul's KV API.
 *
 * <p>Reads are in Consul's default mode, or consistent; never stale as upstream's are, because a
 * server without a leader would go on to serve an old ring, in which nobody's heartbeat moves,
 * instead of saying that it cannot.
 */
final class ConsulRequests {
  private static final int MAX_ANSWER_BYTES = 16;

  private final String base;
  private final ConsulConfig config;
  private final Duration wait;

  /**
   * Requests to a Consul.
   *
   * @param wait how long a blocking query waits for a change
   */
  ConsulRequests(ConsulConfig config, Duration wait) {
    this.config = config;
    this.wait = wait;
    String host = config.host().contains("://") ? config.host() : "http://" + config.host();
    base = host.replaceAll("/+$", "") + "/v1/kv/";
  }

  /** How long a blocking query waits for a change. */
  long waitNanos() {
    return wait.toNanos();
  }

  /** What a key holds once it is past an index; with 0: now. */
  HttpRequest watch(String key, long index) {
    String query = index == 0 ? "" : "index=" + index + "&wait=" + wait.toMillis() + "ms";
    return request(key, query).GET().build();
  }

  /** What a key holds. */
  HttpRequest read(String key) {
    return request(key, "").GET().build();
  }

  /** Writes a key if its entry is as it was read. */
  HttpRequest cas(String key, byte[] value, long modifyIndex) {
    return request(key, "cas=" + modifyIndex)
        .PUT(HttpRequest.BodyPublishers.ofByteArray(value))
        .build();
  }

  private HttpRequest.Builder request(String key, String query) {
    boolean write = query.startsWith("cas=");
    String consistent = config.consistentReads() && !write ? "consistent" : "";
    String joined = query.isEmpty() || consistent.isEmpty() ? "" : "&";
    String all = query + joined + consistent;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path(key) + (all.isEmpty() ? "" : "?" + all)));
    String token = config.aclToken().value();
    if (!token.isEmpty()) {
      request.header("X-Consul-Token", token);
    }
    return request;
  }

  /** A key's slashes part the path; what a path cannot hold is escaped. */
  private static String path(String key) {
    try {
      return new URI(null, null, "/" + key, null).toASCIIString().substring(1);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("key cannot be in a URL: " + key, e);
    }
  }

  /**
   * Whether a compare-and-swap won.
   *
   * @throws StoreException if its answer is an error or not one of Consul
   */
  static boolean isTrue(HttpResponse<InputStream> answer) throws StoreException {
    BoundedHttp.requireOk(answer);
    try {
      byte[] body = answer.body().readNBytes(MAX_ANSWER_BYTES);
      String text = new String(body, StandardCharsets.UTF_8).strip();
      if (!text.equals("true") && !text.equals("false")) {
        throw new StoreException(
            StoreFailure.MALFORMED,
            "answer to a write is neither true nor false: \"" + text + "\"");
      }
      return text.equals("true");
    } catch (IOException e) {
      throw new StoreException(StoreFailure.INTERNAL, "body cannot be read", e);
    }
  }
}
