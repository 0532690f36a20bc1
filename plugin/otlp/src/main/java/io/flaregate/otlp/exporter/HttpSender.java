package io.flaregate.otlp.exporter;

import com.github.luben.zstd.Zstd;
import io.flaregate.otlp.config.DevelopmentVersion;
import io.flaregate.otlp.config.ExportCompression;
import io.flaregate.otlp.config.ExportEncoding;
import io.flaregate.otlp.config.OtlpHttpExporterConfig;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.transport.http.CappedBody;
import io.flaregate.transport.http.HttpClients;
import io.flaregate.transport.tls.ClientTls;
import io.flaregate.transport.tls.TlsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/** OTLP over HTTP, in protobuf or JSON. */
final class HttpSender implements Sender {
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String JSON = "application/json";

  private final Settings settings;
  private final URI url;
  private final String server;
  private final ExportCompression compression;
  private final boolean json;
  private final Headers headers;
  private final HttpClient.Builder builder;
  private final @Nullable ClientTls tls;
  private @Nullable HttpClient http;

  private HttpSender(
      Settings settings,
      OtlpHttpExporterConfig config,
      HttpClient.Builder builder,
      @Nullable ClientTls tls) {
    this.settings = settings;
    this.url = config.url();
    this.server = url.toString();
    this.compression = config.compression();
    this.json = config.encoding() == ExportEncoding.JSON;
    this.headers = new Headers(config.tenantHeader(), config.headers());
    this.builder = builder;
    this.tls = tls;
  }

  /**
   * A sender; it connects with the first request.
   *
   * @throws TlsException if a certificate, key or authority cannot be used
   */
  static HttpSender open(Settings settings, OtlpHttpExporterConfig config) throws TlsException {
    boolean secure = "https".equalsIgnoreCase(config.url().getScheme());
    ClientTls material = secure ? ClientTls.load(config.tls()) : null;
    HttpClient.Builder builder =
        HttpClients.builder(
            config.url(), config.tls(), material, config.proxyUrl(), settings.callbacks());
    return new HttpSender(settings, config, builder, material);
  }

  @Override
  public byte[] prepare(byte[] request, Room room) throws NoRoomException {
    return json ? JsonRequests.of(request, compression, room) : compressed(request);
  }

  private byte[] compressed(byte[] request) {
    return switch (compression) {
      case NONE -> request;
      case ZSTD -> Zstd.compress(request);
      case GZIP -> gzip(request);
      case SNAPPY -> snappy(request);
    };
  }

  private static byte[] snappy(byte[] request) {
    try {
      return Snappy.compress(request);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] gzip(byte[] request) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(request.length / 4 + 64);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(request);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  @Override
  public CompletionStage<SendAnswer> send(String tenant, byte[] body, long timeoutNanos) {
    CompletableFuture<HttpResponse<CappedBody.Received>> response;
    ScheduledFuture<?> timer;
    AtomicBoolean late = new AtomicBoolean();
    try {
      response =
          client().sendAsync(request(tenant, body), info -> new CappedBody(Responses.MAX_BYTES));
      Runnable giveUp =
          () -> {
            late.set(true);
            response.cancel(true);
          };
      timer = settings.scheduler().schedule(giveUp, timeoutNanos, TimeUnit.NANOSECONDS);
    } catch (IllegalArgumentException | RejectedExecutionException e) {
      return CompletableFuture.completedFuture(
          SendAnswer.failed(
              Reason.INTERNAL, "request to " + server + " cannot be sent: " + e, Duration.ZERO));
    }
    return response.handle(
        (answer, failure) -> {
          timer.cancel(false);
          return answer == null ? failure(failure, late.get()) : answer(answer);
        });
  }

  private HttpRequest request(String tenant, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", json ? JSON : PROTOBUF)
            .header(DevelopmentVersion.NAME, DevelopmentVersion.VALUE)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (compression != ExportCompression.NONE) {
      request.header("Content-Encoding", compression.name().toLowerCase(Locale.ROOT));
    }
    headers.all(tenant).forEach(request::setHeader);
    return request.build();
  }

  private SendAnswer answer(HttpResponse<CappedBody.Received> answer) {
    ResponseForm form = ResponseForm.of(answer.headers().firstValue("Content-Type").orElse(""));
    CappedBody.Received body = answer.body();
    if (answer.statusCode() / 100 == 2) {
      return accepted(form, body);
    }
    return Responses.ofHttp(
        server,
        answer.statusCode(),
        body.bytes(),
        form,
        answer.headers().firstValue("Retry-After").orElse(""),
        settings.clock().instant());
  }

  private SendAnswer accepted(ResponseForm form, CappedBody.Received body) {
    if (!body.isWhole()) {
      return Responses.unreadable(server);
    }
    return body.bytes().length == 0
        ? SendAnswer.accepted(0, "")
        : Responses.accepted(server, form, body.bytes());
  }

  private SendAnswer failure(@Nullable Throwable failure, boolean late) {
    if (late) {
      return SendAnswer.failed(
          Reason.DEADLINE_EXCEEDED, server + " did not answer in time (timeout)", Duration.ZERO);
    }
    Throwable cause = failure;
    while (cause != null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return SendAnswer.failed(
        Reason.OVERLOADED, server + " cannot be reached: " + cause, Duration.ZERO);
  }

  @Override
  public @Nullable ClientTls tls() {
    return tls;
  }

  /** Built when first needed, since it has a thread from then on. */
  private synchronized HttpClient client() {
    HttpClient client = http;
    if (client == null) {
      client = builder.build();
      http = client;
    }
    return client;
  }

  /** Forgets the client, whose thread ends once nothing refers to it. */
  @Override
  public synchronized void close(long deadlineNanos) {
    http = null;
  }
}
