package io.flaregate.transport.http;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.transport.guard.ConnectionGuard;
import io.flaregate.transport.rpc.Refusals;
import io.netty.channel.Channel;
import java.util.concurrent.CompletableFuture;

/**
 * Counts the requests under way and, once closed, refuses new ones with 503 and asks for the end of
 * their connections. Armeria itself goes on to accept while it waits for what is under way.
 */
final class DrainGate implements DecoratingHttpServiceFunction {
  private final CompletableFuture<Void> empty = new CompletableFuture<>();
  private int inFlight;
  private boolean closed;

  @Override
  public HttpResponse serve(HttpService delegate, ServiceRequestContext ctx, HttpRequest req)
      throws Exception {
    Channel channel = ctx.log().ensureAvailable(RequestLogProperty.SESSION).channel();
    if (channel != null) {
      ConnectionGuard.requestBegins(channel);
      CompletableFuture<Void> unusedEnd =
          ctx.log().whenComplete().thenRun(() -> ConnectionGuard.requestEnds(channel));
    }
    if (!enter()) {
      CompletableFuture<Void> unused = ctx.initiateConnectionShutdown();
      Answer answer = Answer.unavailable("the server is stopping", Answer.DEFAULT_RETRY_DELAY);
      return discarding(req, Refusals.of(answer, req));
    }
    CompletableFuture<Void> unused = ctx.log().whenComplete().thenRun(this::leave);
    return discarding(req, delegate.serve(ctx, req));
  }

  /** Once the response is out, reads what is left of a request that nobody has read. */
  private static HttpResponse discarding(HttpRequest request, HttpResponse response) {
    CompletableFuture<Void> unused =
        response
            .whenComplete()
            .handle(
                (nothing, failure) -> {
                  request.subscribe(new Discard());
                  return null;
                });
    return response;
  }

  private synchronized boolean enter() {
    if (closed) {
      return false;
    }
    inFlight++;
    return true;
  }

  private synchronized void leave() {
    inFlight--;
    tellIfEmpty();
  }

  /** Lets nothing more in. */
  synchronized void close() {
    closed = true;
    tellIfEmpty();
  }

  /** Completes once the gate is closed and the last request is answered. */
  CompletableFuture<Void> empty() {
    return empty;
  }

  private void tellIfEmpty() {
    if (closed && inFlight == 0) {
      empty.complete(null);
    }
  }
}
