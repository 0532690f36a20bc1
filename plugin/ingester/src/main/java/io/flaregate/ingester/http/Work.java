package io.flaregate.ingester.http;

import com.linecorp.armeria.common.HttpResponse;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Runs what blocks away from the event loops. */
final class Work {
  private Work() {}

  /** A response that is made by an executor; whatever goes wrong becomes Connect's error. */
  static HttpResponse respond(Executor executor, Callable<HttpResponse> work) {
    CompletableFuture<HttpResponse> response =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return work.call();
              } catch (Exception e) {
                return ConnectErrors.of(e);
              }
            },
            executor);
    return HttpResponse.of(response);
  }
}
