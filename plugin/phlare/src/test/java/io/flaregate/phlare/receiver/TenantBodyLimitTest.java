package io.flaregate.phlare.receiver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.otlp.OtlpHttpService;
import io.flaregate.phlare.extension.PhlareExtensionConfig;
import io.flaregate.phlare.extension.PhlareExtensionFactory;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.config.ConfigBinder;
import io.flaregate.spi.extension.Extension;
import io.flaregate.spi.testing.ConfigNodes;
import io.flaregate.spi.testing.TestHost;
import io.flaregate.spi.testing.TestSettings;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The limit of a tenant, from the file of overrides, holds at every door of port 4040. */
class TenantBodyLimitTest {
  private static final String HEADER = "X-Scope-OrgID";
  private static final String SETTING = "(ingestion_body_limit_mb: 0.5, tenant: small)";
  private static final int LIMIT = 512 * 1024;
  private static final byte[] LARGER = new byte[LIMIT + 1];

  @TempDir private Path folder;
  private final TestSettings settings = new TestSettings("phlare");
  private Extension extension;
  private Rig rig;

  @BeforeEach
  void start() throws Exception {
    Path file = folder.resolve("overrides.yaml");
    Files.writeString(file, "overrides: {small: {ingestion_body_limit_mb: 0.5}}");
    PhlareExtensionFactory factory = new PhlareExtensionFactory();
    PhlareExtensionConfig config =
        ConfigBinder.bind(
                ConfigNodes.of(Map.of("runtime_config", Map.of("file", file.toString()))),
                "",
                factory.defaultConfig())
            .value();
    extension = factory.create(settings.settings(), config);
    TestHost host = new TestHost().with("phlare", extension);
    startExtension(host);
    rig = new Rig(host, Rig.config(1 << 26, 1L << 30, true));
  }

  private void startExtension(TestHost host) throws ComponentException {
    extension.start(host);
  }

  @AfterEach
  void close() {
    rig.close();
    extension.shutdown();
    settings.close();
  }

  private double refused() {
    return rig.settings
        .meter()
        .value("pyroscope_discarded_samples_total", "body_size_limit_exceeded", "small");
  }

  private void assertRefused(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(413);
    assertThat(response.body()).contains("request is " + LARGER.length + " bytes long " + SETTING);
    assertThat(response.headers().firstValue("retry-after")).isEmpty();
    assertThat(refused()).isEqualTo(1);
    rig.assertAlive();
  }

  @Test
  void connect() {
    assertRefused(rig.push(LARGER, Rig.PROTO, HEADER, "small"));
    assertThat(rig.push(LARGER, Rig.PROTO, HEADER, "other").statusCode()).isEqualTo(400);
    assertThat(rig.push(Pushes.one(), Rig.PROTO, HEADER, "small").statusCode()).isEqualTo(200);
  }

  @Test
  void ingest() {
    assertRefused(
        rig.send("POST", "/ingest?name=a&format=groups", LARGER, "text/plain", HEADER, "small"));
  }

  @Test
  void otlp() {
    assertRefused(
        rig.send("POST", OtlpHttpService.PATH, LARGER, "application/x-protobuf", HEADER, "small"));
  }

  @Test
  void grpc() {
    byte[] framed =
        ByteBuffer.allocate(5 + LARGER.length).put((byte) 0).putInt(LARGER.length).array();
    HttpResponse<String> response = rig.push(framed, "application/grpc-web+proto", HEADER, "small");
    String all = response.headers().map() + response.body();
    assertThat(all).contains("grpc-status").contains("8").contains("ingestion_body_limit_mb");
    assertThat(refused()).isEqualTo(1);
    byte[] bomb = Rig.gzip(LARGER);
    byte[] compressed =
        ByteBuffer.allocate(5 + bomb.length).put((byte) 1).putInt(bomb.length).put(bomb).array();
    HttpResponse<String> inflated =
        rig.push(
            compressed, "application/grpc-web+proto", HEADER, "small", "grpc-encoding", "gzip");
    assertThat(inflated.headers().map() + inflated.body())
        .contains("after")
        .contains("ingestion_body_limit_mb");
    assertThat(refused()).isEqualTo(2);
    rig.assertAlive();
  }

  @Test
  void whatIsLargerOnlyOnceItIsDecompressedIsRefusedToo() {
    HttpResponse<String> response =
        rig.push(Rig.gzip(LARGER), Rig.PROTO, HEADER, "small", "Content-Encoding", "gzip");
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.body())
        .contains("request is more than " + LIMIT + " bytes long after decompression " + SETTING);
    assertThat(response.body().getBytes(UTF_8)).hasSizeLessThan(1000);
    assertThat(refused()).isEqualTo(1);
  }
}
