package io.flaregate.ingester.http;

import static io.flaregate.ingester.Pprofs.T0;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flaregate.ingester.EmbeddedIngester;
import io.flaregate.ingester.IngesterConfig;
import io.flaregate.ingester.Pprofs;
import io.flaregate.ingester.client.IngesterClient;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser. */
class PageTest {
  private static final String HOSTILE = "<img src=x onerror=\"document.title='owned'\">";

  @Test
  void thePageDrawsTheFlameGraphAndRunsNothingOfWhatIsInProfiles(@TempDir Path directory)
      throws Exception {
    Optional<Path> browser = chromium();
    boolean ci = "true".equals(System.getenv("CI"));
    if (!ci) {
      assumeTrue(
          browser.isPresent(), "Chromium is not there; install it (Debian: apt install chromium)");
    }
    assertThat(browser).as("Chromium on the PATH (Debian: apt install chromium)").isPresent();
    IngesterConfig config = IngesterConfig.onFreePorts(directory.resolve("store").toString());
    try (EmbeddedIngester ingester = EmbeddedIngester.start(config)) {
      try (IngesterClient client = new IngesterClient(ingester.grpcTarget(), "shop")) {
        client.push(
            Pprofs.cpu(T0)
                .sample("main;work", 1_500_000_000)
                .sample("main;" + HOSTILE, 500_000_000)
                .push("service_name", "</option><script>document.title='owned'</script>"));
      }
      String page =
          dom(browser.orElseThrow(), directory, ingester.pageUri() + "?tenant=shop&search=work");

      assertThat(page).contains("<title>Flaregate ingester</title>");
      assertThat(page).as("totals").contains("<dd>2 s</dd>");
      assertThat(page).as("service").contains("<option value=\"&lt;/option&gt;&lt;script&gt;");
      assertThat(page).as("frames").containsPattern("<g [^>]*name=\"work\"[^>]*class=\"frame\"");
      assertThat(page).as("search").contains("1 frame, 1.5 s (75.00 %)");
      assertThat(page)
          .as("top")
          .contains("&lt;img src=x onerror=")
          .doesNotContain("<img src=\"x\"");
      assertThat(page).as("problem").contains("role=\"alert\" hidden=\"\"");
    }
  }

  /** The page as it is once its scripts have run. */
  private static String dom(Path browser, Path directory, String url) throws Exception {
    File out = directory.resolve("dom.html").toFile();
    List<String> command = new ArrayList<>();
    command.add(browser.toString());
    command.addAll(
        List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--user-data-dir=" + directory.resolve("browser"),
            "--virtual-time-budget=10000",
            "--dump-dom",
            url));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("Chromium ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(out.toPath(), UTF_8);
  }

  private static Optional<Path> chromium() {
    String path = System.getenv("PATH");
    if (path == null) {
      return Optional.empty();
    }
    return Stream.of(path.split(File.pathSeparator))
        .flatMap(
            folder ->
                Stream.of("chromium", "chromium-browser", "google-chrome", "chrome")
                    .map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
