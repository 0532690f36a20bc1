package io.flaregate.gateway.admin;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.flaregate.gateway.telemetry.Metrics;
import io.flaregate.spi.admin.Page;
import io.flaregate.spi.admin.PageRequest;
import io.flaregate.spi.admin.PageResponse;
import io.flaregate.spi.component.StatusReport;
import io.flaregate.transport.http.HttpServer;
import io.flaregate.transport.http.HttpServerBuilder;
import io.flaregate.transport.net.Endpoint;
import io.flaregate.transport.tls.TlsException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code /} (what runs), {@code /ready}, {@code /health}, {@code /metrics} and the pages of
 * components. For operators: it listens on the loopback interface unless told otherwise, and has no
 * authentication of its own. A POST must carry the token of a form that this server made, and no
 * other site's Origin.
 */
public final class AdminServer {
  /** What makes pages; they come rarely. */
  private static final int THREADS = 2;

  private static final System.Logger LOGGER = System.getLogger("gateway");
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self';"
          + " frame-ancestors 'none'; base-uri 'none'";
  private static final long MAX_FORM_BYTES = 64 * 1024;
  private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final HostView host;
  private final Metrics metrics;
  private final PageRegistry pages;
  private final String version;
  private final HttpServer server;
  private final CsrfToken csrf = new CsrfToken();
  private final long startNanos = System.nanoTime();

  /**
   * An admin server, not yet listening.
   *
   * @throws IOException if the endpoint's host is not known
   */
  public AdminServer(
      Endpoint endpoint, HostView host, Metrics metrics, PageRegistry pages, String version)
      throws IOException {
    this.host = host;
    this.metrics = metrics;
    this.pages = pages;
    this.version = version;
    HttpServerBuilder builder =
        new HttpServerBuilder(endpoint)
            .linger(Duration.ZERO)
            .customize(
                armeria ->
                    armeria
                        .maxRequestLength(MAX_FORM_BYTES)
                        // Armeria's own pool would start a thread for each request up to 200.
                        .blockingTaskExecutor(THREADS)
                        .serviceUnder("/", (context, request) -> serve(context, request)));
    try {
      server = builder.build();
    } catch (TlsException e) {
      throw new IllegalStateException("no TLS was asked for", e);
    }
  }

  /**
   * Listens.
   *
   * @throws IOException if the endpoint cannot be bound; its message names it
   */
  public AdminServer start() throws IOException {
    server.start();
    return this;
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return server.address();
  }

  /** Stops listening. */
  public void close() {
    server.shutdown(System.nanoTime() + STOP_NANOS);
  }

  private HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    return HttpResponse.of(
        request
            .aggregate()
            .thenApplyAsync(all -> respond(answer(context, all)), context.blockingTaskExecutor()));
  }

  private PageResponse answer(ServiceRequestContext context, AggregatedHttpRequest request) {
    if (!HostNames.allows(address().getAddress(), request.headers().authority())) {
      return PageResponse.text(421, "this server is not reached by this name\n");
    }
    boolean get = request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD;
    if (!get && request.method() != HttpMethod.POST) {
      return PageResponse.text(405, "only GET and POST are allowed here\n");
    }
    String path = context.path();
    PageResponse own = get ? own(path) : null;
    if (own != null) {
      return own;
    }
    Page page = pages.find(path);
    if (page == null) {
      return PageResponse.text(404, "there is no page at this path; / lists them\n");
    }
    return get ? page(page, context.queryParams(), request) : post(page, request);
  }

  private @Nullable PageResponse own(String path) {
    return switch (path) {
      case "/" ->
          PageResponse.html(
              IndexPage.render(
                  host, pages, version, Duration.ofNanos(System.nanoTime() - startNanos)));
      case "/health" -> PageResponse.text(200, "up\n");
      case "/ready" -> ready();
      case "/metrics" ->
          new PageResponse(200, "text/plain; version=0.0.4; charset=utf-8", metrics.text());
      default -> null;
    };
  }

  private PageResponse ready() {
    StringBuilder missing = new StringBuilder();
    if (host.stopping()) {
      missing.append("the gateway is stopping\n");
    }
    for (Map.Entry<String, StatusReport> each : new TreeMap<>(host.components()).entrySet()) {
      StatusReport report = each.getValue();
      if (!report.status().ready()) {
        missing.append(each.getKey()).append(": ").append(report.status());
        missing.append(report.message().isEmpty() ? "" : ": " + report.message()).append('\n');
      }
    }
    return missing.isEmpty()
        ? PageResponse.text(200, "ready\n")
        : PageResponse.text(503, "not ready\n" + missing);
  }

  private PageResponse post(Page page, AggregatedHttpRequest request) {
    String origin = request.headers().get(HttpHeaderNames.ORIGIN);
    if (origin != null && !sameOrigin(origin, request.headers().authority())) {
      return PageResponse.text(403, "this request comes from another site\n");
    }
    QueryParams form = QueryParams.fromQueryString(request.contentUtf8());
    if (!csrf.matches(form.get("csrf", ""))) {
      return PageResponse.text(403, "the form is out of date; load the page again\n");
    }
    return page(page, form, request);
  }

  private static boolean sameOrigin(String origin, @Nullable String authority) {
    try {
      return authority != null && authority.equals(URI.create(origin).getRawAuthority());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private PageResponse page(Page page, QueryParams query, AggregatedHttpRequest request) {
    Map<String, String> parameters = new HashMap<>();
    query.forEach(parameters::putIfAbsent);
    String accept = request.headers().get(HttpHeaderNames.ACCEPT, "");
    PageRequest asked =
        new PageRequest(
            request.method() == HttpMethod.POST ? "POST" : "GET",
            parameters,
            accept.contains("application/json"),
            csrf.value());
    try {
      return page.handler().handle(asked);
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      LOGGER.log(Level.ERROR, "page " + page.path() + " fails", e);
      return PageResponse.text(500, "this page failed; the gateway's log says why\n");
    }
  }

  private static HttpResponse respond(PageResponse page) {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(HttpStatus.valueOf(page.status()))
            .set(HttpHeaderNames.CONTENT_TYPE, page.contentType())
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY)
            .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
            .set(HttpHeaderNames.X_FRAME_OPTIONS, "DENY")
            // With no-referrer, browsers would send forms of these very pages with "Origin: null".
            .set(HttpHeaderNames.REFERRER_POLICY, "same-origin");
    if (!page.location().isEmpty()) {
      headers.set(HttpHeaderNames.LOCATION, page.location());
    }
    return HttpResponse.of(headers.build(), HttpData.ofUtf8(page.body()));
  }
}
