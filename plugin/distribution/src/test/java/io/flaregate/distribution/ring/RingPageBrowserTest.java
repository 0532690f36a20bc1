package io.flaregate.distribution.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flaregate.gateway.admin.AdminServer;
import io.flaregate.gateway.admin.HostView;
import io.flaregate.gateway.admin.PageRegistry;
import io.flaregate.gateway.telemetry.Metrics;
import io.flaregate.phlare.membership.InMemoryRing;
import io.flaregate.phlare.membership.InMemoryRingSource;
import io.flaregate.phlare.ringpage.Forgetter;
import io.flaregate.phlare.ringpage.RingAdmin;
import io.flaregate.phlare.ringpage.RingKind;
import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import io.flaregate.ring.RingConfig;
import io.flaregate.ring.StaticTokens;
import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.component.StatusReport;
import io.flaregate.transport.net.Endpoint;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page as an operator uses it. With -Dflaregate.screenshots=DIR it leaves pictures there. */
final class RingPageBrowserTest {
  private static final String SCRIPT = "<script>alert(1)</script>";

  private final InMemoryRing members = new InMemoryRing();
  private final InMemoryRingSource source =
      new InMemoryRingSource(
          members,
          RingConfig.DEFAULT.withReplicationFactor(3).withZoneAwareness(true),
          "inmemory collectors/ring");
  private final Metrics metrics = new Metrics();
  private final PageRegistry pages = new PageRegistry();
  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private @Nullable AdminServer server;

  private static final class NoHost implements HostView {
    @Override
    public Map<String, StatusReport> components() {
      return Map.of();
    }

    @Override
    public Map<String, String> pipelines() {
      return Map.of();
    }

    @Override
    public boolean stopping() {
      return false;
    }
  }

  private String serve(@Nullable Forgetter forgetter) throws Exception {
    Settings settings =
        new Settings(
            ComponentId.parse("phlare"),
            System.getLogger("test"),
            metrics,
            Clock.systemUTC(),
            Runnable::run,
            Runnable::run,
            scheduler,
            pages.of("exporter phlare"));
    RingAdmin.open(settings, source, RingKind.INGESTER, forgetter);
    AdminServer started =
        new AdminServer(new Endpoint("127.0.0.1", 0), new NoHost(), metrics, pages, "0.1").start();
    server = started;
    return "http://127.0.0.1:" + started.address().getPort() + "/ring";
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
    source.close();
    scheduler.shutdownNow();
  }

  private void join(int count) {
    long now = Clock.systemUTC().instant().getEpochSecond();
    for (int i = 0; i < count; i++) {
      String id = "pyroscope-ingester-" + i;
      InstanceState state = i % 6 == 4 ? InstanceState.LEAVING : InstanceState.ACTIVE;
      members.join(
          new Instance(
              id,
              "10.42." + i % 3 + "." + (11 + i) + ":9095",
              "zone-" + "abc".charAt(i % 3),
              state,
              now - 3 - i,
              now - 86_400L * (i + 2),
              i == 5,
              i == 5 ? now - 7_000 : 0,
              StaticTokens.derive(id)));
    }
  }

  private static Path chromium() {
    Optional<Path> browser = Browser.find();
    if (!"true".equals(System.getenv("CI"))) {
      assumeTrue(
          browser.isPresent(), "Chromium is not there; install it (Debian: apt install chromium)");
    }
    assertThat(browser).as("Chromium on the PATH (Debian: apt install chromium)").isPresent();
    return browser.orElseThrow();
  }

  private static void picture(Browser browser, String name) throws Exception {
    String folder = System.getProperty("flaregate.screenshots", "");
    if (!folder.isEmpty()) {
      Files.write(Path.of(folder, name + ".png"), browser.screenshot());
    }
  }

  private static void assertFits(Browser browser) throws Exception {
    assertThat(browser.evaluate("document.documentElement.scrollWidth <= innerWidth"))
        .as("the page does not scroll sideways")
        .isEqualTo("true");
  }

  @Test
  void membersAreTextAndTheLayoutFitsInLightAndDark(@TempDir Path profile) throws Exception {
    Path executable = chromium();
    join(9);
    members.join(
        Instance.active(
            SCRIPT, "\"><img src=x onerror=alert(2)>", SCRIPT, StaticTokens.derive("x")));
    String url = serve(members::leaveAll);
    try (Browser browser = new Browser(executable, profile)) {
      for (boolean dark : List.of(false, true)) {
        for (int width : List.of(1280, 390)) {
          browser.window(width, 900, dark);
          browser.open(url);
          assertFits(browser);
          picture(browser, "ring-" + width + (dark ? "-dark" : ""));
        }
      }
      assertThat(browser.evaluate("document.scripts.length + document.images.length"))
          .isEqualTo("0");
      assertThat(browser.evaluate("document.querySelector('tbody td').textContent"))
          .isEqualTo(SCRIPT);
      assertThat(browser.evaluate("document.querySelectorAll('tbody tr').length")).isEqualTo("10");
      assertThat(browser.evaluate("document.querySelectorAll('svg .arc').length")).isEqualTo("10");
      assertThat(browser.evaluate("document.querySelector('svg title').textContent"))
          .startsWith("Who owns which tokens");
      assertThat(
              browser.evaluate(
                  "getComputedStyle(document.body).backgroundColor.replace(/[^0-9,]/g, '')"))
          .as("dark page")
          .isEqualTo("22,18,15");
      browser.open(url + "?q=%3Cscript%3E&sort=zone");
      assertThat(browser.evaluate("document.querySelectorAll('tbody tr').length")).isEqualTo("1");
      assertThat(browser.evaluate("document.querySelector('input[type=search]').value"))
          .isEqualTo("<script>");
    }
  }

  @Test
  void anOperatorForgetsAMemberAfterConfirming(@TempDir Path profile) throws Exception {
    Path executable = chromium();
    join(3);
    members.join(Instance.active(SCRIPT, "x:1", "", StaticTokens.derive("x")));
    String url = serve(members::leaveAll);
    try (Browser browser = new Browser(executable, profile)) {
      browser.window(1000, 700, false);
      browser.open(url);
      browser.click("tbody tr:first-child .button");
      assertThat(browser.evaluate("document.querySelector('h2').textContent"))
          .isEqualTo("Forget " + SCRIPT + "?");
      assertFits(browser);
      picture(browser, "confirm");
      assertThat(members.members()).hasSize(4);
      browser.click("form button");
      assertThat(browser.evaluate("location.pathname + location.search")).isEqualTo("/ring");
      assertThat(browser.evaluate("document.querySelectorAll('tbody tr').length")).isEqualTo("3");
      assertThat(members.members()).hasSize(3);
    }
  }

  @Test
  void aRequestWithoutTheTokenOfAFormForgetsNothing() throws Exception {
    join(3);
    String url = serve(members::leaveAll);
    HttpClient client = HttpClient.newHttpClient();
    String page =
        client
            .send(
                HttpRequest.newBuilder(URI.create(url + "?confirm=forget&id=pyroscope-ingester-1"))
                    .build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    String mark = "name=\"csrf\" value=\"";
    int at = page.indexOf(mark) + mark.length();
    String token = page.substring(at, page.indexOf('"', at));

    HttpResponse<String> without = post(client, url, "forget=pyroscope-ingester-1");
    assertThat(without.statusCode()).isEqualTo(403);
    assertThat(members.members()).hasSize(3);
    HttpResponse<String> with = post(client, url, "forget=pyroscope-ingester-1&csrf=" + token);
    assertThat(with.statusCode()).isEqualTo(302);
    assertThat(with.headers().firstValue("location")).contains("/ring");
    assertThat(members.members()).hasSize(2);
  }

  @Test
  void theScrapeHasUpstreamsNames() throws Exception {
    join(3);
    serve(null);
    assertThat(metrics.text().lines())
        .contains(
            "pyroscope_ring_members{name=\"ingester\",state=\"ACTIVE\"} 3.0",
            "pyroscope_ring_members{name=\"ingester\",state=\"Unhealthy\"} 0.0",
            "pyroscope_ring_zone_members{name=\"ingester\",state=\"ACTIVE\",zone=\"zone-a\"} 1.0",
            "pyroscope_ring_tokens_total{name=\"ingester\"} 384.0");
    members.leave("pyroscope-ingester-0");
    assertThat(metrics.text().lines())
        .contains(
            "pyroscope_ring_zone_members{name=\"ingester\",state=\"ACTIVE\",zone=\"zone-a\"} 0.0");
  }

  private static HttpResponse<String> post(HttpClient client, String url, String form)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(url))
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
