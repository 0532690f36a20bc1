package io.flaregate.phlare.membership.http;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.membership.kv.StoreException;
import io.flaregate.phlare.membership.kv.StoreFailure;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Sends requests one by one and waits for the whole answer, of which time and length are limited.
 * Thread-safe.
 *
 * <p>The JDK's client cannot be closed before JDK 21: its one thread ends once nothing refers to
 * it.
 */
public final class BoundedHttp {
  private static final int STATUS_OK = 200;
  private static final int STATUS_UNAUTHORIZED = 401;
  private static final int STATUS_FORBIDDEN = 403;
  private static final int MAX_MESSAGE_BYTES = 200;

  private final HttpClient http;
  private final Duration timeout;
  private final int maxBytes;

  /**
   * A client.
   *
   * @param executor runs short continuations
   * @param timeout limit of a request, to the last byte of its answer
   * @param maxBytes limit of an answer's body
   */
  public BoundedHttp(Executor executor, Duration timeout, int maxBytes) {
    this.timeout = requireNonNull(timeout, "timeout is null");
    this.maxBytes = maxBytes;
    http =
        HttpClient.newBuilder()
            .executor(executor)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  /**
   * Sends a request and waits for its answer, whatever its status.
   *
   * @throws StoreException if there is none in time, or too large a one
   * @throws InterruptedException if the thread is interrupted, which breaks the request off
   */
  public HttpResponse<InputStream> send(HttpRequest request)
      throws StoreException, InterruptedException {
    CompletableFuture<HttpResponse<InputStream>> answer =
        http.sendAsync(
            request,
            info ->
                new BoundedBody(
                    maxBytes, info.headers().firstValueAsLong("Content-Length").orElse(-1)));
    try {
      return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new StoreException(
          StoreFailure.TIMEOUT, "no answer within " + timeout.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw failure(e);
    } finally {
      answer.cancel(true);
    }
  }

  private static StoreException failure(ExecutionException failed) {
    Throwable cause = failed;
    boolean tls = false;
    while (cause.getCause() != null && !(cause instanceof StoreException)) {
      cause = cause.getCause();
      tls |= cause instanceof SSLException;
    }
    if (cause instanceof StoreException known) {
      return known;
    }
    if (cause instanceof RuntimeException) {
      return new StoreException(StoreFailure.INTERNAL, "request failed: " + cause, failed);
    }
    return tls
        ? new StoreException(StoreFailure.TLS, "TLS failed: " + cause, failed)
        : new StoreException(StoreFailure.UNREACHABLE, "cannot be reached: " + cause, failed);
  }

  /**
   * Checks that an answer is a good one.
   *
   * @throws StoreException with the begin of what it says if not
   */
  public static void requireOk(HttpResponse<InputStream> answer) throws StoreException {
    int status = answer.statusCode();
    if (status == STATUS_OK) {
      return;
    }
    boolean denied = status == STATUS_UNAUTHORIZED || status == STATUS_FORBIDDEN;
    throw new StoreException(
        denied ? StoreFailure.DENIED : StoreFailure.REFUSED,
        "answered with status " + status + message(answer.body()));
  }

  private static String message(InputStream body) throws StoreException {
    try {
      byte[] begin = body.readNBytes(MAX_MESSAGE_BYTES);
      String text = new String(begin, StandardCharsets.UTF_8).strip();
      return text.isEmpty() ? "" : ": " + text;
    } catch (IOException e) {
      throw new StoreException(StoreFailure.INTERNAL, "body cannot be read", e);
    }
  }

  /** What a parser says, without its second line, which tells of the parser. */
  public static String firstLine(IOException problem) {
    return String.valueOf(problem.getMessage()).lines().findFirst().orElse("");
  }
}
