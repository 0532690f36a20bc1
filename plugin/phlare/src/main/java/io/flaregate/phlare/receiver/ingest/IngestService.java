package io.flaregate.phlare.receiver.ingest;

import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.flaregate.phlare.receiver.batch.Batch;
import io.flaregate.phlare.receiver.batch.BatchRequests;
import io.flaregate.phlare.receiver.batch.PprofIntake;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.transport.admission.Admission;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.answer.Texts;
import io.flaregate.transport.compress.Body;
import io.flaregate.transport.compress.BodyException;
import io.flaregate.transport.compress.ContentEncoding;
import io.flaregate.transport.compress.OverBudgetException;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.receiver.HttpExchange;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code POST /ingest}, the door of Pyroscope's agents. */
public final class IngestService implements HttpService {
  /** Where it is. */
  public static final String PATH = "/ingest";

  private static final String TRANSPORT = "http";
  private static final String TYPE = "ingest";
  private static final int MAX_SHOWN_BYTES = 64;

  /** What columns of formats other than pprof take of each byte while they are made. */
  private static final int COLUMN_BYTES_PER_BYTE = 5;

  private final BatchRequests requests;
  private final PprofIntake intake;
  private final SizeLimit limit;
  private final Duration readTimeout;

  /**
   * A service.
   *
   * @param limit how large a body may be, as it comes and decompressed
   * @param readTimeout how long it may take to come; zero: no end
   */
  public IngestService(BatchRequests requests, SizeLimit limit, Duration readTimeout) {
    this.requests = requireNonNull(requests, "requests is null");
    this.limit = requireNonNull(limit, "limit is null");
    this.readTimeout = requireNonNull(readTimeout, "readTimeout is null");
    intake = new PprofIntake(limit);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    IngestForm form = new IngestForm(request);
    if (request.method() != HttpMethod.POST) {
      return form.methodNotAllowed();
    }
    try {
      String tenant = requests.shared().tenants().resolve(request.headers());
      IngestQuery query = IngestQuery.of(ctx.queryParams(), requests.shared().unixNanos());
      String encoding =
          String.join(", ", request.headers().getAll(HttpHeaderNames.CONTENT_ENCODING));
      HttpExchange.Head head =
          new HttpExchange.Head(
              tenant,
              TRANSPORT,
              ContentEncoding.of(encoding),
              requests.shared().limits().of(tenant, limit),
              readTimeout,
              RequestContext.NO_DEADLINE);
      MediaType type = request.contentType();
      return HttpExchange.run(
          ctx,
          request,
          requests.shared(),
          head,
          (body, wireBytes, context, account) ->
              handle(query, type, body, wireBytes, context, account),
          form);
    } catch (AnswerException e) {
      return form.of(e.answer());
    } catch (BodyException e) {
      return form.of(e.answer());
    }
  }

  CompletionStage<Answer> handle(
      IngestQuery query,
      @Nullable MediaType type,
      Body body,
      long wireBytes,
      RequestContext context,
      Admission account) {
    Batch batch = new Batch(account);
    requests.shared().decoding(context.tenant(), () -> read(query, type, body, batch, account));
    if (batch.size() == 0) {
      throw new AnswerException(Answer.refused(Answer.Kind.INVALID, "no profiles received"));
    }
    return requests.handle(batch, TYPE, wireBytes, context);
  }

  private void read(
      IngestQuery query, @Nullable MediaType type, Body body, Batch batch, Admission account) {
    String format = format(query, type);
    if (format.equals("pprof")) {
      PprofFormat.read(query, type, body, intake.reader(batch));
      return;
    }
    if (!account.grow((long) COLUMN_BYTES_PER_BYTE * body.length())) {
      throw new AnswerException(new OverBudgetException().answer());
    }
    switch (format) {
      case "jfr" -> JfrFormat.read(query, type, body, limit, batch, account);
      case "speedscope" -> SpeedscopeFormat.read(query, body, batch, account);
      case "trie" -> TrieFormat.read(query, body, batch, account);
      case "tree" -> TreeFormat.read(query, body, batch, account);
      case "groups", "folded" -> FoldedFormat.read(query, body, true, batch);
      case "lines" -> FoldedFormat.read(query, body, false, batch);
      default ->
          throw new AnswerException(
              Answer.refused(
                  Answer.Kind.UNSUPPORTED,
                  "format \""
                      + Texts.bounded(format, MAX_SHOWN_BYTES)
                      + "\" is not supported; pprof, jfr, groups, lines, trie, tree and speedscope"
                      + " are"));
    }
  }

  /** As upstream: the parameter, else the content type, tells the format. */
  private static String format(IngestQuery query, @Nullable MediaType type) {
    if (!query.format().isEmpty()) {
      return query.format();
    }
    if (Multipart.isForm(type)) {
      return "pprof";
    }
    String name = type == null ? "" : type.type() + "/" + type.subtype();
    return switch (name) {
      case "binary/octet-stream+trie" -> "trie";
      case "binary/octet-stream+tree" -> "tree";
      default -> "groups";
    };
  }
}
