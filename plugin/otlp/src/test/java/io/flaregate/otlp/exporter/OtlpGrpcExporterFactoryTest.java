package io.flaregate.otlp.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.otlp.config.ClientKeepalive;
import io.flaregate.otlp.config.ExportCompression;
import io.flaregate.otlp.config.OtlpGrpcExporterConfig;
import io.flaregate.otlp.config.RetryOnFailure;
import io.flaregate.otlp.config.SendingQueue;
import io.flaregate.spi.FlaregatePlugin;
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
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OtlpGrpcExporterFactoryTest extends ComponentFactoryContract<OtlpGrpcExporterConfig> {
  static final Map<String, Object> RETRY =
      Map.of(
          "enabled",
          false,
          "initial_interval",
          "1s",
          "randomization_factor",
          0.25,
          "multiplier",
          2,
          "max_interval",
          "3s",
          "max_elapsed_time",
          "4s");
  static final Map<String, Object> QUEUE =
      Map.of(
          "enabled",
          true,
          "wait_for_result",
          true,
          "num_consumers",
          3,
          "queue_size",
          7,
          "sizer",
          "items",
          "block_on_overflow",
          true);

  static final SendingQueue QUEUE_CONFIG =
      new SendingQueue(true, true, 3, 7, SendingQueue.Sizer.ITEMS, true, null, null);

  static final RetryOnFailure RETRY_CONFIG =
      new RetryOnFailure(
          false, Duration.ofSeconds(1), 0.25, 2, Duration.ofSeconds(3), Duration.ofSeconds(4));

  @Override
  protected ComponentFactory<OtlpGrpcExporterConfig> factory() {
    return new OtlpGrpcExporterFactory("otlp_grpc");
  }

  @Override
  protected OtlpGrpcExporterConfig startableConfig() {
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
        Map.entry("endpoint", "a:1"),
        Map.entry("compression", "zstd"),
        Map.entry("timeout", "7s"),
        Map.entry("tls", Map.of("insecure", true)),
        Map.entry("headers", Map.of("X-Key", "k")),
        Map.entry("tenant_header", ""),
        Map.entry(
            "keepalive", Map.of("time", "1m", "timeout", "2s", "permit_without_stream", true)),
        Map.entry("wait_for_ready", true),
        Map.entry("balancer_name", "pick_first"),
        Map.entry("authority", "b"),
        Map.entry("max_inflight_bytes", 2097152),
        Map.entry("retry_on_failure", RETRY),
        Map.entry("sending_queue", QUEUE));
  }

  @Override
  protected OtlpGrpcExporterConfig fullConfig() {
    TlsClientConfig tls =
        ConfigBinder.bind(
                ConfigNodes.of(Map.of("insecure", true)), "tls", TlsClientConfig.defaults())
            .value();
    return new OtlpGrpcExporterConfig(
        "a:1",
        ExportCompression.ZSTD,
        Duration.ofSeconds(7),
        tls,
        Map.of("X-Key", new Secret("k")),
        "",
        new ClientKeepalive(Duration.ofMinutes(1), Duration.ofSeconds(2), true),
        true,
        "pick_first",
        "b",
        2097152,
        RETRY_CONFIG,
        QUEUE_CONFIG);
  }

  static Binding<OtlpGrpcExporterConfig> bind(Map<String, ?> written) {
    return ConfigBinder.bind(
        ConfigNodes.of(written), "exporters::otlp", OtlpGrpcExporterConfig.defaults());
  }

  private static List<String> problems(Map<String, ?> written) {
    return bind(written).problems().stream()
        .map(problem -> problem.path() + ": " + problem.message())
        .toList();
  }

  @Test
  void defaultsAreTheCollectorsButForTheQueue() {
    OtlpGrpcExporterConfig config = OtlpGrpcExporterConfig.defaults();
    assertThat(config.compression()).isEqualTo(ExportCompression.GZIP);
    assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.retryOnFailure())
        .isEqualTo(
            new RetryOnFailure(
                true,
                Duration.ofSeconds(5),
                0.5,
                1.5,
                Duration.ofSeconds(30),
                Duration.ofMinutes(5)));
    assertThat(config.sendingQueue().enabled()).isFalse();
    assertThat(config.tls().insecure()).isFalse();
    assertThat(config.keepalive()).isNull();
  }

  @Test
  void aSchemeSaysWhetherTlsIsSpoken() {
    assertThat(bind(Map.of("endpoint", "http://a:1/")).value().plainText()).isTrue();
    assertThat(bind(Map.of("endpoint", "http://a:1/")).value().target()).isEqualTo("a:1");
    assertThat(bind(Map.of("endpoint", "a:1")).value().plainText()).isFalse();
    OtlpGrpcExporterConfig both =
        bind(Map.of("endpoint", "https://a:1", "tls", Map.of("insecure", true))).value();
    assertThat(both.plainText()).isFalse();
    assertThat(both.target()).isEqualTo("a:1");
  }

  @Test
  void saysWhatIsWrong() {
    assertThat(problems(Map.of("endpoint", "a:1", "sending_queue", Map.of("enabled", true))))
        .singleElement()
        .asString()
        .contains("sending_queue::enabled", "acknowledges what is not stored", "wait_for_result");
    assertThat(problems(Map.of("endpoint", "a:1", "timeout", "0s")))
        .containsExactly("exporters::otlp::timeout: is 0s, must be more than 0");
    assertThat(problems(Map.of("endpoint", "http://a:1/v1")))
        .singleElement()
        .asString()
        .contains("has a path");
    assertThat(problems(Map.of("endpoint", "a:1", "balancer_name", "best")))
        .singleElement()
        .asString()
        .contains("round_robin or pick_first");
    assertThat(problems(Map.of("endpoint", "a:1", "max_inflight_bytes", 5)))
        .containsExactly("exporters::otlp::max_inflight_bytes: is 5, must be 1048576 or more");
    assertThat(problems(Map.of("endpoint", "a:1", "headers", Map.of("x-scope-orgid", "t"))))
        .singleElement()
        .asString()
        .contains("tenant_header");
  }

  @Test
  void secretsAreNotPrinted() {
    OtlpGrpcExporterConfig config =
        bind(Map.of("endpoint", "a:1", "headers", Map.of("Authorization", "Bearer s3cr3t")))
            .value();
    assertThat(config.toString()).doesNotContain("s3cr3t").contains("[REDACTED]");
  }

  @Test
  void pluginOffersBothExportersUnderBothNames() {
    assertThat(ServiceLoader.load(FlaregatePlugin.class))
        .anySatisfy(
            plugin ->
                assertThat(plugin.exporters())
                    .extracting(ComponentFactory::type)
                    .containsExactlyInAnyOrder("otlp", "otlp_grpc", "otlphttp", "otlp_http"));
  }
}
