package io.flaregate.phlare.push;

import static java.util.Objects.requireNonNull;

import io.flaregate.transport.http.CappedBody;
import io.flaregate.transport.http.HttpClients;
import io.flaregate.transport.tls.ClientTls;
import io.flaregate.transport.tls.TlsClientConfig;
import io.flaregate.transport.tls.TlsException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A remote Phlare or Pyroscope distributor: {@code push.v1.PusherService/Push} as a Connect unary
 * call over HTTP.
 *
 * <p>The JDK's client cannot be closed before JDK 21: its one thread ends once nothing refers to
 * it.
 *
 * @see <a href="https://connectrpc.com/docs/protocol/">the Connect protocol</a>
 */
public final class DistributorClient implements PushTarget {
  /** How much of a response is read; the real answer to a push is empty. */
  private static final int MAX_RESPONSE_BYTES = 64 << 10;

  private static final String PATH = "/push.v1.PusherService/Push";

  private final URI url;
  private final String endpoint;
  private final HttpClient http;
  private final PushHeaders headers;
  private final Credentials credentials;
  private final ScheduledExecutorService timers;
  private final Clock clock;

  /**
   * A client.
   *
   * @param endpoint the distributor's base URL
   * @param tls null for the JDK's defaults
   * @param material the certificates, keys and authorities of {@code tls}; null without it
   * @param credentials who this side is
   * @param proxyUrl a proxy; empty: the system's
   * @param callbacks where pushes complete
   * @param timers end pushes that take too long
   * @throws TlsException if a certificate, key or authority cannot be used
   */
  public DistributorClient(
      String endpoint,
      @Nullable TlsClientConfig tls,
      @Nullable ClientTls material,
      PushHeaders headers,
      Credentials credentials,
      String proxyUrl,
      Executor callbacks,
      ScheduledExecutorService timers,
      Clock clock)
      throws TlsException {
    this.endpoint = requireNonNull(endpoint, "endpoint is null");
    this.headers = requireNonNull(headers, "headers is null");
    this.credentials = requireNonNull(credentials, "credentials is null");
    this.timers = requireNonNull(timers, "timers is null");
    this.clock = requireNonNull(clock, "clock is null");
    url = URI.create(endpoint.replaceAll("/+$", "") + PATH);
    http = HttpClients.builder(url, tls, material, proxyUrl, callbacks).build();
  }

  @Override
  public CompletionStage<PushAnswer> push(String tenant, PushMessage message, long timeoutNanos) {
    CompletableFuture<HttpResponse<CappedBody.Received>> response;
    ScheduledFuture<?> timer;
    AtomicBoolean late = new AtomicBoolean();
    try {
      response =
          http.sendAsync(request(tenant, message), info -> new CappedBody(MAX_RESPONSE_BYTES));
      Runnable giveUp =
          () -> {
            late.set(true);
            response.cancel(true);
          };
      timer = timers.schedule(giveUp, timeoutNanos, TimeUnit.NANOSECONDS);
    } catch (IOException e) {
      return CompletableFuture.completedFuture(
          PushAnswer.failed(
              "unauthenticated", "credentials for " + endpoint + " cannot be read: " + e));
    } catch (IllegalArgumentException | RejectedExecutionException e) {
      return CompletableFuture.completedFuture(
          PushAnswer.failed("internal", "push to " + endpoint + " cannot be sent: " + e));
    }
    return response.handle(
        (answer, failure) -> {
          timer.cancel(false);
          return answer == null ? failure(failure, late.get()) : answer(answer);
        });
  }

  private HttpRequest request(String tenant, PushMessage message) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/proto")
            .header("Connect-Protocol-Version", "1")
            .POST(
                HttpRequest.BodyPublishers.fromPublisher(
                    HttpRequest.BodyPublishers.ofByteArrays(message.parts()), message.wireBytes()));
    headers.all(tenant).forEach(request::setHeader);
    String authorization = credentials.authorization();
    if (!authorization.isEmpty()) {
      request.setHeader("Authorization", authorization);
    }
    return request.build();
  }

  private PushAnswer answer(HttpResponse<CappedBody.Received> answer) {
    String retryAfter = answer.headers().firstValue("Retry-After").orElse("");
    return DistributorAnswers.of(
        endpoint, answer.statusCode(), answer.body().bytes(), retryAfter, clock.instant());
  }

  private PushAnswer failure(@Nullable Throwable failure, boolean late) {
    if (late) {
      return PushAnswer.failed("timeout", endpoint + " did not answer in time (timeout)");
    }
    Throwable cause = failure;
    while (cause != null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return PushAnswer.failed("unavailable", endpoint + " cannot be reached: " + cause);
  }
}
