package io.flaregate.ingester.http;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.ServerBuilder;
import io.flaregate.ingester.service.IngesterService;
import io.flaregate.transport.admission.ByteBudget;
import io.flaregate.transport.compress.SizeLimit;
import java.time.Clock;
import java.util.concurrent.Executor;

/** What an ingester serves over HTTP. */
public final class HttpRoutes {
  /** Nothing but the page's own scripts and styles; no inline ones, no other host. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src"
          + " 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final IngesterService service;
  private final SizeLimit limit;
  private final ByteBudget budget;
  private final Executor executor;
  private final Clock clock;

  /**
   * The routes of an ingester.
   *
   * @param limit the largest request
   * @param budget where requests' bytes are booked
   * @param executor runs what may block
   */
  public HttpRoutes(
      IngesterService service, SizeLimit limit, ByteBudget budget, Executor executor, Clock clock) {
    this.service = service;
    this.limit = limit;
    this.budget = budget;
    this.executor = executor;
    this.clock = clock;
  }

  /** Adds the routes to a server. */
  public void addTo(ServerBuilder server) {
    WebFiles files = new WebFiles();
    server
        .service(
            "/ingester.v1.IngesterService/{method}",
            new ConnectHandler(service, limit, budget, executor))
        .service("/api/{name}", new ApiHandler(service.query(), executor, clock))
        .service("/ready", (ctx, request) -> HttpResponse.of("ready\n"))
        .service("/", (ctx, request) -> files.file("index.html"))
        .service("regex:^/web/(?<file>.+)$", (ctx, req) -> files.file(ctx.pathParam("file")))
        .serviceUnder("/", (ctx, request) -> HttpResponse.of(HttpStatus.NOT_FOUND))
        .decorator(
            (delegate, ctx, request) -> {
              ctx.setAdditionalResponseHeader(
                  HttpHeaderNames.CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY);
              ctx.setAdditionalResponseHeader(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
              ctx.setAdditionalResponseHeader(HttpHeaderNames.REFERRER_POLICY, "no-referrer");
              ctx.setAdditionalResponseHeader(HttpHeaderNames.X_FRAME_OPTIONS, "DENY");
              return delegate.serve(ctx, request);
            });
  }
}
