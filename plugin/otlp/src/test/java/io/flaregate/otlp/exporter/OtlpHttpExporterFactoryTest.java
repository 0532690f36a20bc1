package io.flaregate.otlp.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.otlp.config.ExportCompression;
import io.flaregate.otlp.config.ExportEncoding;
import io.flaregate.otlp.config.OtlpHttpExporterConfig;
import io.flaregate.spi.component.ComponentFactory;
import io.flaregate.spi.config.Binding;
import io.flaregate.spi.config.ConfigBinder;
import io.flaregate.spi.config.Secret;
import io.flaregate.spi.testing.ComponentFactoryContract;
import io.flaregate.spi.testing.ConfigNodes;
import io.flaregate.transport.tls.TlsClientConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OtlpHttpExporterFactoryTest extends ComponentFactoryContract<OtlpHttpExporterConfig> {
  @Override
  protected ComponentFactory<OtlpHttpExporterConfig> factory() {
    return new OtlpHttpExporterFactory("otlp_http");
  }

  @Override
  protected OtlpHttpExporterConfig startableConfig() {
    return bind(Map.of("endpoint", "http://localhost:1")).value();
  }

  @Override
  protected Set<String> requiredKeys() {
    return Set.of("endpoint");
  }

  @Override
  protected Set<String> keysLeftOut() {
    return Set.of("tls", "sending_queue::storage", "sending_queue::batch");
  }

  @Override
  protected Map<String, Object> fullMapping() {
    return Map.ofEntries(
        Map.entry("endpoint", "http://a:1"),
        Map.entry("profiles_endpoint", "http://a:1/there"),
        Map.entry("compression", "none"),
        Map.entry("timeout", "7s"),
        Map.entry("tls", Map.of("insecure", true)),
        Map.entry("headers", Map.of("X-Key", "k")),
        Map.entry("tenant_header", "X-Team"),
        Map.entry("proxy_url", "http://proxy:3128"),
        Map.entry("max_inflight_bytes", 2097152),
        Map.entry("retry_on_failure", OtlpGrpcExporterFactoryTest.RETRY),
        Map.entry("encoding", "json"),
        Map.entry("sending_queue", OtlpGrpcExporterFactoryTest.QUEUE));
  }

  @Override
  protected OtlpHttpExporterConfig fullConfig() {
    TlsClientConfig tls =
        ConfigBinder.bind(
                ConfigNodes.of(Map.of("insecure", true)), "tls", TlsClientConfig.defaults())
            .value();
    return new OtlpHttpExporterConfig(
        "http://a:1",
        "http://a:1/there",
        ExportCompression.NONE,
        Duration.ofSeconds(7),
        tls,
        Map.of("X-Key", new Secret("k")),
        "X-Team",
        "http://proxy:3128",
        2097152,
        OtlpGrpcExporterFactoryTest.RETRY_CONFIG,
        OtlpGrpcExporterFactoryTest.QUEUE_CONFIG,
        ExportEncoding.JSON);
  }

  static Binding<OtlpHttpExporterConfig> bind(Map<String, ?> written) {
    return ConfigBinder.bind(
        ConfigNodes.of(written), "exporters::otlphttp", OtlpHttpExporterConfig.defaults());
  }

  private static List<String> problems(Map<String, ?> written) {
    return bind(written).problems().stream()
        .map(problem -> problem.path() + ": " + problem.message())
        .toList();
  }

  @Test
  void addsThePathToTheEndpointButNotToTheProfilesEndpoint() {
    assertThat(bind(Map.of("endpoint", "http://a:1/base/")).value().url())
        .hasToString("http://a:1/base/v1development/profiles");
    assertThat(bind(Map.of("profiles_endpoint", "http://a:1/there")).value().url())
        .hasToString("http://a:1/there");
    assertThat(OtlpHttpExporterConfig.defaults().timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(OtlpHttpExporterConfig.defaults().encoding()).isEqualTo(ExportEncoding.PROTO);
  }

  @Test
  void saysWhatIsWrong() {
    assertThat(problems(Map.of("endpoint", "a:1")))
        .singleElement()
        .asString()
        .contains("\"a:1\" is not a URL such as https://collector.example:4318");
    assertThat(problems(Map.of("endpoint", "http://me:pw@a:1")))
        .singleElement()
        .asString()
        .contains("use headers")
        .doesNotContain("pw@");
    assertThat(problems(Map.of("endpoint", "http://a:1", "proxy_url", "socks5://p:1")))
        .singleElement()
        .asString()
        .contains("proxy_url", "is not a URL such as http://proxy.example:3128");
    assertThat(problems(Map.of("endpoint", "http://a:1", "proxy_url", "http://u:pw@p:1")))
        .singleElement()
        .asString()
        .contains("proxy_url")
        .doesNotContain("pw@");
    Map<String, ?> version = Map.of("OTLP-Profiles-Development-Version", "2");
    assertThat(problems(Map.of("endpoint", "http://a:1", "headers", version)))
        .singleElement()
        .asString()
        .endsWith("::OTLP-Profiles-Development-Version: is sent by itself, always as 1");
    assertThat(problems(Map.of("endpoint", "http://a:1", "sending_queue", Map.of("enabled", true))))
        .singleElement()
        .asString()
        .contains("sending_queue::enabled");
  }

  @Test
  void whatTheCollectorHasBeyondThatIsRefusedByName() {
    assertThat(
            problems(
                Map.of(
                    "endpoint", "http://a:1", "sending_queue", Map.of("storage", "file_storage"))))
        .singleElement()
        .asString()
        .contains("sending_queue::storage: is not supported", "ack: durable");
    assertThat(
            problems(
                Map.of("endpoint", "http://a:1", "sending_queue", Map.of("batch", Map.of("x", 1)))))
        .singleElement()
        .asString()
        .contains("sending_queue::batch: is not supported");
    assertThat(
            problems(
                Map.of(
                    "endpoint",
                    "http://a:1",
                    "sending_queue",
                    Map.of("enabled", false, "num_consumers", 0, "queue_size", -1))))
        .hasSize(2);
  }
}
