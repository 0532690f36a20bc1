package io.flaregate.transport.auth;

import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.extension.AuthenticationException;
import io.flaregate.spi.extension.Authenticator;
import io.flaregate.spi.extension.Identity;
import io.flaregate.transport.rpc.Refusals;
import io.netty.util.AttributeKey;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Lets HTTP requests in whose sender is known, before anything of their bodies is asked for. The
 * sender is found on a worker thread; services are then called on the request's event loop.
 */
public final class HttpAuthentication implements DecoratingHttpServiceFunction {
  private static final AttributeKey<Identity> IDENTITY =
      AttributeKey.valueOf(HttpAuthentication.class, "IDENTITY");

  private final Authenticator authenticator;
  private final Executor workers;

  /** A door for the senders that an authenticator knows. */
  public HttpAuthentication(Authenticator authenticator, Executor workers) {
    this.authenticator = requireNonNull(authenticator, "authenticator is null");
    this.workers = requireNonNull(workers, "workers is null");
  }

  /** Who sends the request that the calling thread works on; null if nobody was asked. */
  public static @Nullable Identity current() {
    ServiceRequestContext ctx = ServiceRequestContext.currentOrNull();
    return ctx == null ? null : ctx.attr(IDENTITY);
  }

  @Override
  public HttpResponse serve(HttpService delegate, ServiceRequestContext ctx, HttpRequest request) {
    CompletableFuture<HttpResponse> response = new CompletableFuture<>();
    try {
      workers.execute(() -> authenticate(delegate, ctx, request, response));
    } catch (RejectedExecutionException e) {
      Answer answer = Answer.unavailable("the server is busy", Answer.DEFAULT_RETRY_DELAY);
      return Refusals.of(answer, request);
    }
    return HttpResponse.of(response);
  }

  private void authenticate(
      HttpService delegate,
      ServiceRequestContext ctx,
      HttpRequest request,
      CompletableFuture<HttpResponse> response) {
    try {
      Identity identity = authenticator.authenticate(name -> request.headers().getAll(name));
      ctx.setAttr(IDENTITY, identity);
      ctx.eventLoop().execute(() -> pass(delegate, ctx, request, response));
    } catch (AuthenticationException e) {
      response.complete(refusal(e, request));
    } catch (RuntimeException | Error e) {
      response.completeExceptionally(e);
    }
  }

  private static void pass(
      HttpService delegate,
      ServiceRequestContext ctx,
      HttpRequest request,
      CompletableFuture<HttpResponse> response) {
    try {
      response.complete(delegate.serve(ctx, request));
    } catch (Exception e) {
      response.completeExceptionally(e);
    }
  }

  private static HttpResponse refusal(AuthenticationException e, HttpRequest request) {
    HttpResponse response = Refusals.of(AuthAnswers.of(e), request);
    return e.challenge().isEmpty()
        ? response
        : response.mapHeaders(
            headers ->
                headers.toBuilder().set(HttpHeaderNames.WWW_AUTHENTICATE, e.challenge()).build());
  }
}
