package io.flaregate.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.gateway.telemetry.Metrics;
import io.flaregate.spi.admin.Page;
import io.flaregate.spi.admin.PageResponse;
import io.flaregate.spi.component.StatusReport;
import io.flaregate.transport.net.Endpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AdminServerTest {
  private final Map<String, StatusReport> components = new ConcurrentHashMap<>();
  private final PageRegistry pages = new PageRegistry();
  private final Metrics metrics = new Metrics();
  private final HttpClient client = HttpClient.newHttpClient();
  private volatile boolean stopping;
  private AdminServer server;

  private final class Host implements HostView {
    @Override
    public Map<String, StatusReport> components() {
      return components;
    }

    @Override
    public Map<String, String> pipelines() {
      return Map.of("profiles", "otlp → <b>");
    }

    @Override
    public boolean stopping() {
      return stopping;
    }
  }

  @BeforeAll
  void start() throws Exception {
    server =
        new AdminServer(new Endpoint("127.0.0.1", 0), new Host(), metrics, pages, "0.1").start();
  }

  @BeforeEach
  void reset() {
    components.clear();
    stopping = false;
    List.of("a", "b", "x", "exporter phlare").forEach(pages::remove);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + server.address().getPort() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void isReadyOnceEveryComponentIsAndSaysWhatIsMissing() throws Exception {
    components.put("exporter phlare", StatusReport.recoverable("1 of 2 ingesters"));
    HttpResponse<String> before = send(request("/ready"));
    components.put("exporter phlare", StatusReport.ok());
    HttpResponse<String> after = send(request("/ready"));
    stopping = true;
    HttpResponse<String> end = send(request("/ready"));

    assertThat(before.statusCode()).isEqualTo(503);
    assertThat(before.body())
        .isEqualTo("not ready\nexporter phlare: RECOVERABLE_ERROR: 1 of 2 ingesters\n");
    assertThat(after.statusCode()).isEqualTo(200);
    assertThat(end.body()).isEqualTo("not ready\nthe gateway is stopping\n");
  }

  @Test
  void showsWhatRunsWithEverythingEscaped() throws Exception {
    components.put("receiver <script>", StatusReport.recoverable("\"&'"));
    pages.of("x").add(new Page("/ring", "<i>ring</i>", r -> PageResponse.html("")));
    HttpResponse<String> index = send(request("/"));

    assertThat(index.body())
        .contains(
            "receiver &lt;script&gt;",
            "&quot;&amp;&#39;",
            "&lt;i&gt;ring&lt;/i&gt;",
            "otlp → &lt;b&gt;")
        .doesNotContain("<script>");
    assertThat(index.headers().firstValue("content-security-policy").orElseThrow())
        .startsWith("default-src 'none'");
    assertThat(index.headers().firstValue("x-content-type-options")).contains("nosniff");
  }

  @Test
  void servesMetricsAsPrometheusReadsThem() throws Exception {
    metrics.counter("otelcol_receiver_accepted_profile_samples", "Accepted").add(3);
    HttpResponse<String> scraped = send(request("/metrics"));

    assertThat(scraped.body()).contains("\notelcol_receiver_accepted_profile_samples 3.0\n");
    assertThat(scraped.headers().firstValue("content-type").orElseThrow())
        .contains("version=0.0.4");
  }

  @Test
  void servesPagesAndPostsOnlyWithTheTokenOfItsForm() throws Exception {
    pages
        .of("exporter phlare")
        .add(
            new Page(
                "/ring",
                "ring",
                r ->
                    PageResponse.text(
                        200,
                        r.method()
                            + " "
                            + r.parameters().get("forget")
                            + " "
                            + r.wantsJson()
                            + " "
                            + r.csrfToken())));
    String[] got =
        send(request("/ring?forget=a").header("Accept", "application/json")).body().split(" ", -1);
    HttpRequest.BodyPublisher form = HttpRequest.BodyPublishers.ofString("forget=b&csrf=" + got[3]);
    HttpResponse<String> posted = send(request("/ring").POST(form));
    HttpResponse<String> crossSite =
        send(request("/ring").header("Origin", "http://evil.example").POST(form));
    HttpResponse<String> without =
        send(request("/ring").POST(HttpRequest.BodyPublishers.ofString("forget=b")));

    assertThat(got).startsWith("GET", "a", "true");
    assertThat(posted.body()).startsWith("POST b false");
    assertThat(crossSite.statusCode()).isEqualTo(403);
    assertThat(crossSite.body()).isEqualTo("this request comes from another site\n");
    assertThat(without.statusCode()).isEqualTo(403);
    assertThat(without.body()).isEqualTo("the form is out of date; load the page again\n");
  }

  @Test
  void aPageThatFailsIsNamedInTheLogOnly() throws Exception {
    pages
        .of("x")
        .add(
            new Page(
                "/broken",
                "broken",
                r -> {
                  throw new IllegalStateException("secret");
                }));
    HttpResponse<String> broken = send(request("/broken"));

    assertThat(broken.statusCode()).isEqualTo(500);
    assertThat(broken.body()).isEqualTo("this page failed; the gateway's log says why\n");
  }

  @Test
  void browsersMaySayWhereAFormComesFromButNotToOthers() throws Exception {
    HttpResponse<String> index = send(request("/"));

    assertThat(index.headers().firstValue("referrer-policy")).contains("same-origin");
    assertThat(index.headers().firstValue("x-frame-options")).contains("DENY");
    assertThat(index.headers().firstValue("cache-control")).contains("no-store");
    String origin = "http://127.0.0.1:" + server.address().getPort();
    HttpResponse<String> posted =
        send(
            request("/nothing")
                .header("Origin", origin)
                .POST(HttpRequest.BodyPublishers.ofString("a=b")));
    assertThat(posted.statusCode()).isEqualTo(404);
  }

  @Test
  void aLoopbackServerIsNotReachedByNamesOfTheOutside() throws Exception {
    assertThat(statusLine("localhost:1")).endsWith("200 OK");
    assertThat(statusLine("127.0.0.1")).endsWith("200 OK");
    assertThat(statusLine("[::1]:4042")).endsWith("200 OK");
    assertThat(statusLine("rebound.example:4042")).contains("421");
    assertThat(HostNames.allows(InetAddress.getByName("0.0.0.0"), "gateway.example")).isTrue();
  }

  private String statusLine(String host) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
      String request = "GET /health HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      return String.valueOf(in.readLine());
    }
  }

  @Test
  void answersOtherPathsAndMethodsClearly() throws Exception {
    HttpResponse<String> unknown = send(request("/nothing"));
    HttpResponse<String> delete = send(request("/ready").DELETE());

    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).isEqualTo("there is no page at this path; / lists them\n");
    assertThat(delete.statusCode()).isEqualTo(405);
  }

  @Test
  void refusesASecondPageAtOnePath() {
    pages.of("a").add(new Page("/x", "x", r -> PageResponse.html("")));

    assertThatThrownBy(() -> pages.of("b").add(new Page("/x", "x", r -> PageResponse.html(""))))
        .hasMessage("b adds page /x, which a has added");
    assertThatThrownBy(() -> pages.of("b").add(new Page("/ready", "x", r -> PageResponse.html(""))))
        .hasMessage("b adds page /ready, which is the host's");
    pages.remove("a");
    pages.of("b").add(new Page("/x", "x", r -> PageResponse.html("")));
  }

  @Test
  void requestsDoNotAddThreads() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(send(request("/health")).statusCode()).isEqualTo(200);
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.getName().contains("blocking-tasks"))
        .hasSizeLessThanOrEqualTo(2);
  }
}
