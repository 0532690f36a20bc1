package io.flaregate.otlp.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.spi.config.Binding;
import io.flaregate.spi.config.ConfigBinder;
import io.flaregate.spi.testing.ConfigNodes;
import io.flaregate.transport.grpc.KeepaliveConfig;
import io.flaregate.transport.tenant.TenantConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class OtlpReceiverConfigTest {
  private static Binding<OtlpReceiverConfig> bind(Map<String, ?> written) {
    return ConfigBinder.bind(
        ConfigNodes.of(written), "receivers::otlp", OtlpReceiverConfig.defaults());
  }

  private static List<String> problems(Map<String, ?> written) {
    return bind(written).problems().stream()
        .map(problem -> problem.path() + ": " + problem.message())
        .toList();
  }

  @Test
  void defaultsAreTheDocumentedOnes() {
    OtlpReceiverConfig config =
        bind(Map.of("protocols", Map.of("grpc", Map.of(), "http", Map.of()))).value();
    OtlpGrpcConfig grpc = Objects.requireNonNull(config.protocols().grpc());
    assertThat(grpc.endpoint()).isEqualTo("localhost:4317");
    assertThat(grpc.limit().bytes()).isEqualTo(64 << 20);
    assertThat(grpc.streams()).isEqualTo(100);
    assertThat(grpc.tls()).isNull();
    KeepaliveConfig keepalive = grpc.keepalive();
    assertThat(grpc.limit().setting()).isEqualTo("max_recv_msg_size_mib: 64");
    assertThat(keepalive.serverParameters().maxConnectionIdle()).isZero();
    assertThat(keepalive.serverParameters().maxConnectionAge()).isEqualTo(Duration.ofMinutes(5));
    assertThat(keepalive.serverParameters().time()).isEqualTo(Duration.ofHours(2));
    assertThat(keepalive.serverParameters().timeout()).isEqualTo(Duration.ofSeconds(20));
    assertThat(keepalive.enforcementPolicy().minTime()).isEqualTo(Duration.ofMinutes(5));
    assertThat(keepalive.enforcementPolicy().permitWithoutStream()).isFalse();
    OtlpHttpConfig http = Objects.requireNonNull(config.protocols().http());
    assertThat(http.endpoint()).isEqualTo("localhost:4318");
    assertThat(http.limit().bytes()).isEqualTo(67108864);
    assertThat(http.readHeaderTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(http.readTimeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(http.idleTimeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(http.maxConnectionAge()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.tenant()).isEqualTo(new TenantConfig(false, "X-Scope-OrgID", "anonymous"));
    assertThat(config.inflightBytes()).isEqualTo(Runtime.getRuntime().maxMemory() / 4);
  }

  @Test
  void protocolThatIsNotWrittenIsNotServed() {
    OtlpReceiverConfig config = bind(Map.of("protocols", Map.of("http", Map.of()))).value();
    assertThat(config.protocols().grpc()).isNull();
    assertThat(config.protocols().http()).isEqualTo(OtlpHttpConfig.defaults());
  }

  @Test
  void zeroMeansTheDefaultAsForTheCollector() {
    OtlpReceiverConfig config =
        bind(Map.of(
                "protocols",
                Map.of(
                    "grpc",
                    Map.of("max_recv_msg_size_mib", 0, "max_concurrent_streams", 0),
                    "http",
                    Map.of("max_request_body_size", 0))))
            .value();
    assertThat(Objects.requireNonNull(config.protocols().grpc()).limit().bytes())
        .isEqualTo(64 << 20);
    assertThat(Objects.requireNonNull(config.protocols().grpc()).streams()).isEqualTo(100);
    assertThat(Objects.requireNonNull(config.protocols().http()).limit().bytes())
        .isEqualTo(64 << 20);
  }

  @Test
  void aBudgetThatLimitsRequestsFurtherIsWarnedOf() {
    Map<String, Object> http = Map.of("http", Map.of("max_request_body_size", 1000001));
    assertThat(problems(Map.of("protocols", http, "max_inflight_bytes", 4000000)))
        .containsExactly(
            "receivers::otlp::max_inflight_bytes: is 4000000: a request takes 4 times its size, so"
                + " requests of more than 1000000 bytes are refused, whatever"
                + " max_request_body_size: 1000001 says");
    assertThat(problems(Map.of("protocols", http, "max_inflight_bytes", 4000004))).isEmpty();
  }

  @Test
  void everyProblemIsToldByItsPath() {
    assertThat(problems(Map.of()))
        .containsExactly(
            "receivers::otlp::protocols: no protocol is given;"
                + " write grpc: {} or http: {} under it");
    assertThat(
            problems(
                Map.of(
                    "protocols",
                    Map.of(
                        "grpc",
                        Map.of("endpoint", "localhost", "max_recv_msg_size_mib", 2000),
                        "http",
                        Map.of(
                            "endpoint", "http://x:1",
                            "max_request_body_size", -1,
                            "read_timeout", "-1s")),
                    "max_inflight_bytes",
                    1000)))
        .containsExactlyInAnyOrder(
            "receivers::otlp::protocols::grpc::endpoint:"
                + " endpoint \"localhost\" has no port; write host:port",
            "receivers::otlp::protocols::grpc::max_recv_msg_size_mib:"
                + " is 2000; it must be between 0 and 1024",
            "receivers::otlp::protocols::http::endpoint:"
                + " endpoint \"http://x:1\" is a URL; write host:port",
            "receivers::otlp::protocols::http::max_request_body_size:"
                + " is -1; it must be between 0 and 1073741824",
            "receivers::otlp::protocols::http::read_timeout:"
                + " is PT-1S; a time must not be negative",
            "receivers::otlp::max_inflight_bytes: is 1000; it must be 0 or at least 1048576");
  }

  @Test
  void unknownKeysAreErrors() {
    assertThat(problems(Map.of("protocols", Map.of("grpc", Map.of("endpont", "localhost:1")))))
        .singleElement()
        .asString()
        .contains("endpont")
        .contains("endpoint");
  }
}
