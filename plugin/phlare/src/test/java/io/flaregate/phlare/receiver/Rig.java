package io.flaregate.phlare.receiver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.config.PhlareReceiverConfig;
import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.phlare.processor.PhlareProcessor;
import io.flaregate.phlare.processor.PhlareProcessorConfig;
import io.flaregate.phlare.processor.ServiceNameConfig;
import io.flaregate.phlare.receiver.push.PushService;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.SeriesLabels;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.FakeClock;
import io.flaregate.spi.testing.ProfilesSink;
import io.flaregate.spi.testing.TestHost;
import io.flaregate.spi.testing.TestSettings;
import io.flaregate.transport.tenant.TenantConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/** A receiver on a real socket, the processor behind it, and a sink at the end. */
final class Rig implements AutoCloseable {
  static final String PROTO = "application/proto";
  static final String JSON = "application/json";

  final FakeClock clock = new FakeClock();
  final TestSettings settings = new TestSettings("phlare", clock);
  final TestHost host;
  final HttpClient http = HttpClient.newHttpClient();
  final ProfilesSink sink = new ProfilesSink();
  final PhlareReceiver receiver;

  Rig() {
    this(config(1 << 26, 1L << 30, false));
  }

  Rig(PhlareReceiverConfig config) {
    this(new TestHost(), config);
  }

  /** A receiver in a host with extensions. */
  Rig(TestHost host, PhlareReceiverConfig config) {
    this.host = host;
    try {
      receiver =
          new PhlareReceiverFactory()
              .create(
                  settings.settings(),
                  config,
                  new PhlareProcessor(
                      settings.settings(),
                      new PhlareProcessorConfig(
                          limits(), ServiceNameConfig.defaults(), List.of(), List.of()),
                      sink));
      receiver.start(host);
    } catch (ComponentException e) {
      throw new AssertionError(e);
    }
  }

  static PhlareReceiverConfig config(int maxBody, long maxInflight, boolean multitenancy) {
    PhlareReceiverConfig defaults = PhlareReceiverConfig.defaults();
    return new PhlareReceiverConfig(
        "localhost:0",
        new TenantConfig(multitenancy, "X-Scope-OrgID", "anonymous"),
        maxBody,
        maxInflight,
        defaults.readHeaderTimeout(),
        defaults.readTimeout(),
        defaults.idleTimeout(),
        defaults.maxConnectionAge(),
        null,
        defaults.legacyLayouts(),
        null,
        null);
  }

  /** The defaults without ingestion window and rate limit: the corpus lies in the past. */
  private static LimitsConfig limits() {
    LimitsConfig all = LimitsConfig.defaults();
    return new LimitsConfig(
        0,
        0,
        all.maxLabelNameLength(),
        all.maxLabelValueLength(),
        all.maxLabelNamesPerSeries(),
        all.maxProfileSizeBytes(),
        0,
        all.maxProfileStacktraceSampleLabels(),
        all.maxProfileStacktraceDepth(),
        all.maxProfileSymbolValueLength(),
        Duration.ZERO,
        Duration.ZERO,
        all.disableLabelSanitization(),
        all.maxExpandedLocations(),
        all.maxSeriesPerRequest());
  }

  int port() {
    return receiver.address().orElseThrow().getPort();
  }

  URI uri(String path) {
    return URI.create("http://localhost:" + port() + path);
  }

  HttpResponse<String> push(byte[] body, String type, String... headers) {
    return send("POST", PushService.PATH, body, type, headers);
  }

  HttpResponse<String> send(
      String method, String path, byte[] body, String type, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", type)
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return Await.result(http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8)));
  }

  /** A valid push passes, and nothing stays booked. */
  void assertAlive() {
    assertThat(push(Pushes.one(), PROTO, "X-Scope-OrgID", "alive").statusCode()).isEqualTo(200);
    assertNothingBooked();
  }

  void assertNothingBooked() {
    Await.until(
        "no request holds bytes",
        () -> settings.meter().value("flaregate_inflight_bytes", "phlare") == 0);
  }

  /** The series that reached the sink last. */
  Profiles last() {
    List<Profiles> all = sink.received();
    return all.get(all.size() - 1);
  }

  static Map<String, String> labels(Profiles profiles, int row) {
    SeriesLabels labels = profiles.labels();
    Map<String, String> map = new TreeMap<>();
    for (int label = labels.start(row); label < labels.end(row); label++) {
      map.put(labels.strings().get(labels.name(label)), labels.strings().get(labels.value(label)));
    }
    return map;
  }

  /** The sums of all values of a row, by {@code type:unit}. */
  static Map<String, Long> totals(Profiles profiles, int row) {
    Map<String, Long> totals = new TreeMap<>();
    int types = profiles.rows().typeCount(row);
    int at = profiles.rows().valueStart(row);
    for (int i = 0; i < profiles.rows().sampleCount(row) * types; i++) {
      int type = profiles.rows().typeStart(row) + i % types;
      String name =
          profiles.dictionary().strings().get(profiles.rows().typeName(type))
              + ":"
              + profiles.dictionary().strings().get(profiles.rows().typeUnit(type));
      totals.merge(name, profiles.samples().value(at + i), Long::sum);
    }
    return totals;
  }

  static byte[] gzip(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public void close() {
    host.shutdownDeadlineNanos(System.nanoTime());
    receiver.shutdown();
    settings.close();
  }
}
