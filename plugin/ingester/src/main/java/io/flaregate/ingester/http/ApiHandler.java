package io.flaregate.ingester.http;

import static java.util.Objects.requireNonNullElse;

import com.linecorp.armeria.common.ContentDisposition;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.flaregate.ingester.merge.ProfileMerger;
import io.flaregate.ingester.model.Label;
import io.flaregate.ingester.model.LabelSet;
import io.flaregate.ingester.model.ProfileType;
import io.flaregate.ingester.model.Tenant;
import io.flaregate.ingester.model.TimeRange;
import io.flaregate.ingester.selector.Selector;
import io.flaregate.ingester.service.QueryService;
import io.flaregate.ingester.service.Selection;
import io.flaregate.ingester.service.Selection.Selected;
import io.flaregate.ingester.service.ServiceException;
import io.grpc.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.zip.GZIPOutputStream;

/**
 * The API for people, scripts and the page: {@code GET /api/…} with the parameters {@code tenant},
 * {@code query} (a label selector), {@code type}, {@code from} and {@code until}, see {@link
 * TimeText}; what is left out selects everything.
 */
final class ApiHandler implements HttpService {
  private static final int DEFAULT_MAX_NODES = 4_096;
  private static final int MOST_MAX_NODES = 65_536;

  /** What a request is about. */
  private record Call(
      ServiceRequestContext context, String tenant, List<Selector> selectors, TimeRange range) {
    String parameter(String name) {
      return requireNonNullElse(context.queryParam(name), "");
    }
  }

  /** Answers one kind of request. */
  private interface Answering {
    HttpResponse answer(Call call) throws IOException;
  }

  private final QueryService query;
  private final Executor executor;
  private final Clock clock;
  private final Map<String, Answering> answers =
      Map.of(
          "tenants", this::tenants,
          "types", this::types,
          "labels", this::labels,
          "series", this::series,
          "bounds", this::bounds,
          "stats", this::stats,
          "merge", this::merge,
          "flamegraph", this::flamegraph);

  ApiHandler(QueryService query, Executor executor, Clock clock) {
    this.query = query;
    this.executor = executor;
    this.clock = clock;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    Answering answering = answers.get(String.valueOf(ctx.pathParam("name")));
    if (answering == null) {
      return ConnectErrors.of(
          new ServiceException(Status.Code.NOT_FOUND, "no /api/" + ctx.pathParam("name")));
    }
    if (request.method() != HttpMethod.GET) {
      return HttpResponse.of(HttpStatus.METHOD_NOT_ALLOWED);
    }
    return Work.respond(executor, () -> answering.answer(call(ctx)));
  }

  private Call call(ServiceRequestContext ctx) {
    String tenant = ctx.queryParam("tenant");
    if (tenant == null) {
      tenant = ctx.request().headers().get(Tenant.HEADER);
    }
    String selector = requireNonNullElse(ctx.queryParam("query"), "");
    String from = requireNonNullElse(ctx.queryParam("from"), "");
    String until = requireNonNullElse(ctx.queryParam("until"), "");
    long now = clock.millis();
    TimeRange range =
        new TimeRange(
            from.isEmpty() ? Long.MIN_VALUE : TimeText.parse(from, "from", now),
            until.isEmpty() ? Long.MAX_VALUE : TimeText.parse(until, "until", now));
    return new Call(ctx, Tenant.of(tenant), List.of(Selector.parse(selector)), range);
  }

  private HttpResponse tenants(Call call) {
    return json(Map.of("tenants", query.tenants()));
  }

  private HttpResponse types(Call call) {
    List<Map<String, String>> types =
        query.profileTypes(call.tenant(), call.selectors(), call.range()).stream()
            .map(ApiHandler::type)
            .toList();
    return json(Map.of("types", types));
  }

  private static Map<String, String> type(ProfileType type) {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("id", type.id());
    parts.put("name", type.name());
    parts.put("sample_type", type.sampleType());
    parts.put("sample_unit", type.sampleUnit());
    parts.put("period_type", type.periodType());
    parts.put("period_unit", type.periodUnit());
    return parts;
  }

  private HttpResponse labels(Call call) {
    String name = call.parameter("name");
    if (name.isEmpty()) {
      return json(Map.of("names", query.labelNames(call.tenant(), call.selectors(), call.range())));
    }
    return json(
        Map.of(
            "name",
            name,
            "values",
            query.labelValues(call.tenant(), name, call.selectors(), call.range())));
  }

  private HttpResponse series(Call call) {
    List<Map<String, String>> series =
        query.series(call.tenant(), call.selectors(), List.of(), call.range()).stream()
            .map(ApiHandler::labels)
            .toList();
    return json(Map.of("series", series));
  }

  private static Map<String, String> labels(LabelSet set) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (Label label : set.labels()) {
      labels.put(label.name(), label.value());
    }
    return labels;
  }

  private HttpResponse bounds(Call call) {
    Optional<TimeRange> bounds = query.bounds(call.tenant());
    return json(
        bounds.isEmpty()
            ? Map.of()
            : Map.of("from", bounds.get().startMillis(), "until", bounds.get().endMillis()));
  }

  private HttpResponse stats(Call call) {
    return json(query.totals());
  }

  private HttpResponse merge(Call call) throws IOException {
    Selection selection = select(call);
    byte[] pprof = merged(selection).toProfile(selection.type()).toByteArray();
    ByteArrayOutputStream gzip = new ByteArrayOutputStream(pprof.length / 2);
    try (OutputStream out = new GZIPOutputStream(gzip)) {
      out.write(pprof);
    }
    ResponseHeaders headers =
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.OCTET_STREAM)
            .contentDisposition(
                ContentDisposition.builder("attachment").filename("profile.pb.gz").build())
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .build();
    return HttpResponse.of(headers, HttpData.wrap(gzip.toByteArray()));
  }

  private HttpResponse flamegraph(Call call) throws IOException {
    Selection selection = select(call);
    byte[] body = FlameGraphJson.write(selection, merged(selection), maxNodes(call));
    return json(body);
  }

  private static int maxNodes(Call call) {
    String text = call.parameter("max_nodes");
    if (text.isEmpty()) {
      return DEFAULT_MAX_NODES;
    }
    boolean number = text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    int maxNodes = number ? Integer.parseInt(text) : 0;
    if (maxNodes < 1 || maxNodes > MOST_MAX_NODES) {
      throw new IllegalArgumentException(
          "max_nodes \"" + text + "\" is not a number from 1 to " + MOST_MAX_NODES);
    }
    return maxNodes;
  }

  private Selection select(Call call) {
    return query.select(
        call.tenant(),
        call.selectors().get(0),
        ProfileType.parse(call.parameter("type")),
        call.range());
  }

  private ProfileMerger merged(Selection selection) {
    return query.merge(selection.profiles().stream().map(Selected::entry).toList());
  }

  private static HttpResponse json(Object value) {
    return json(Json.bytes(value));
  }

  private static HttpResponse json(byte[] body) {
    ResponseHeaders headers =
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.JSON)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .build();
    return HttpResponse.of(headers, HttpData.wrap(body));
  }
}
