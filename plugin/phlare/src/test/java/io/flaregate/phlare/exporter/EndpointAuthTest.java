package io.flaregate.phlare.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.flaregate.phlare.config.PhlareExporterConfig;
import io.flaregate.phlare.push.Credentials;
import io.flaregate.phlare.testing.ConfigDraft;
import io.flaregate.phlare.testing.FakeDistributor;
import io.flaregate.phlare.testing.TestProfiles;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who this side says to be towards a remote distributor, and the way there. */
class EndpointAuthTest {
  private static String sent(FakeDistributor distributor, ConfigDraft draft) {
    try (ExporterRig rig = ExporterRig.of(draft.endpoint(distributor.url()))) {
      assertThat(rig.write(TestProfiles.services(1))).isEqualTo(ConsumeResult.stored(1));
      return String.valueOf(distributor.requests().get(0).header("Authorization"));
    }
  }

  @Test
  void basicAuthIsSent(@TempDir Path folder) throws IOException {
    try (FakeDistributor distributor = new FakeDistributor()) {
      assertThat(sent(distributor, new ConfigDraft().basicAuth("user", "pässword", "")))
          .isEqualTo("Basic dXNlcjpww6Rzc3dvcmQ=");
    }
    Path file = Files.writeString(folder.resolve("password"), "pässword\n");
    try (FakeDistributor distributor = new FakeDistributor()) {
      assertThat(sent(distributor, new ConfigDraft().basicAuth("user", "", file.toString())))
          .isEqualTo("Basic dXNlcjpww6Rzc3dvcmQ=");
    }
  }

  @Test
  void bearerTokenIsSent(@TempDir Path folder) throws IOException {
    try (FakeDistributor distributor = new FakeDistributor()) {
      assertThat(sent(distributor, new ConfigDraft().bearer("t0ken", "")))
          .isEqualTo("Bearer t0ken");
    }
    Path file = Files.writeString(folder.resolve("token"), "t0ken\n");
    try (FakeDistributor distributor = new FakeDistributor()) {
      assertThat(sent(distributor, new ConfigDraft().bearer("", file.toString())))
          .isEqualTo("Bearer t0ken");
    }
  }

  @Test
  void fileIsReadAgainAfterAWhile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), "old");
    AtomicLong nanos = new AtomicLong();
    PhlareExporterConfig config =
        new ConfigDraft().endpoint("https://h").bearer("", file.toString()).build();
    Credentials credentials = Credentials.of(config, nanos::get);
    assertThat(credentials.authorization()).isEqualTo("Bearer old");
    Files.writeString(file, "new");
    assertThat(credentials.authorization()).isEqualTo("Bearer old");
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    assertThat(credentials.authorization()).isEqualTo("Bearer new");
  }

  @Test
  void credentialsThatCannotBeReadAreTransientAndNotPrinted(@TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("token"), "two\nlines");
    try (FakeDistributor distributor = new FakeDistributor();
        ExporterRig rig =
            ExporterRig.of(
                new ConfigDraft().endpoint(distributor.url()).bearer("", file.toString()))) {
      ConsumeResult result = rig.write(TestProfiles.services(1));
      assertThat(result.outcome(0)).isEqualTo(Outcome.TRANSIENT);
      assertThat(result.toString()).contains("cannot be read").doesNotContain("two");
      assertThat(distributor.requests()).isEmpty();
    }
  }

  @Test
  void secretsAreNotPrinted() {
    assertThat(new ConfigDraft().endpoint("https://h").bearer("s3cr3t", "").build().toString())
        .doesNotContain("s3cr3t");
    assertThat(
            new ConfigDraft().endpoint("https://h").basicAuth("u", "s3cr3t", "").build().toString())
        .doesNotContain("s3cr3t");
  }

  @Test
  void pushesGoThroughTheProxy() throws IOException {
    Queue<String> asked = new ConcurrentLinkedQueue<>();
    HttpServer proxy = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
    proxy.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().toString());
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    proxy.start();
    String url = "http://localhost:" + proxy.getAddress().getPort();
    try (ExporterRig rig =
        ExporterRig.of(new ConfigDraft().endpoint("http://profiles.invalid:4040").proxyUrl(url))) {
      assertThat(rig.write(TestProfiles.services(1))).isEqualTo(ConsumeResult.stored(1));
      assertThat(asked).containsExactly("http://profiles.invalid:4040/push.v1.PusherService/Push");
    } finally {
      proxy.stop(0);
    }
  }
}
