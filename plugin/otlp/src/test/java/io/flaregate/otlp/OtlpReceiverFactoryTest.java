package io.flaregate.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.otlp.config.LegacyLayouts;
import io.flaregate.otlp.config.OtlpGrpcConfig;
import io.flaregate.otlp.config.OtlpHttpConfig;
import io.flaregate.otlp.config.OtlpReceiverConfig;
import io.flaregate.otlp.config.Protocols;
import io.flaregate.spi.FlaregatePlugin;
import io.flaregate.spi.component.ComponentFactory;
import io.flaregate.spi.config.Secret;
import io.flaregate.spi.testing.ComponentFactoryContract;
import io.flaregate.transport.auth.AuthConfig;
import io.flaregate.transport.grpc.KeepaliveConfig;
import io.flaregate.transport.http.CorsConfig;
import io.flaregate.transport.tenant.TenantConfig;
import io.flaregate.transport.tls.TlsServerConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OtlpReceiverFactoryTest extends ComponentFactoryContract<OtlpReceiverConfig> {
  @Override
  protected ComponentFactory<OtlpReceiverConfig> factory() {
    return new OtlpReceiverFactory();
  }

  @Override
  protected OtlpReceiverConfig startableConfig() {
    return Rig.config();
  }

  @Override
  protected Set<String> requiredKeys() {
    return Set.of("protocols");
  }

  @Override
  protected Map<String, Object> fullMapping() {
    Map<String, Object> tls =
        Map.of(
            "cert_file", "c",
            "key_file", "k",
            "client_ca_file", "a",
            "min_version", "1.3",
            "max_version", "1.3",
            "reload_interval", "1m");
    Map<String, Object> keepalive =
        Map.of(
            "server_parameters",
            Map.of(
                "max_connection_idle", "1s",
                "max_connection_age", "2s",
                "max_connection_age_grace", "3s",
                "time", "4s",
                "timeout", "5s"),
            "enforcement_policy",
            Map.of("min_time", "6s", "permit_without_stream", true));
    Map<String, Object> grpc =
        Map.of(
            "endpoint",
            "0.0.0.0:1",
            "max_recv_msg_size_mib",
            7,
            "max_concurrent_streams",
            8,
            "keepalive",
            keepalive,
            "tls",
            tls,
            "auth",
            Map.of("authenticator", "basicauth"));
    Map<String, Object> http =
        Map.of(
            "endpoint", "[::1]:2",
            "max_request_body_size", 9,
            "read_header_timeout", "1s",
            "read_timeout", "2s",
            "idle_timeout", "3s",
            "max_connection_age", "4s",
            "tls", tls,
            "auth", Map.of("authenticator", "bearertokenauth/a"),
            "cors",
                Map.of(
                    "allowed_origins", List.of("https://a.example"),
                    "allowed_headers", List.of("X-Team"),
                    "exposed_headers", List.of("Retry-After"),
                    "max_age", 600));
    Map<String, Object> tenant =
        Map.of(
            "multitenancy_enabled",
            true,
            "header",
            "X-Team",
            "default",
            "nobody",
            "from_attribute",
            "k8s.namespace.name");
    return Map.of(
        "protocols",
        Map.of("grpc", grpc, "http", http),
        "tenant",
        tenant,
        "max_inflight_bytes",
        2097152,
        "legacy_layouts",
        "reject");
  }

  @Override
  protected OtlpReceiverConfig fullConfig() {
    TlsServerConfig tls =
        new TlsServerConfig("c", "", "k", new Secret(""), "a", "1.3", "1.3", Duration.ofMinutes(1));
    KeepaliveConfig keepalive =
        new KeepaliveConfig(
            new KeepaliveConfig.ServerParameters(
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                Duration.ofSeconds(4),
                Duration.ofSeconds(5)),
            new KeepaliveConfig.EnforcementPolicy(Duration.ofSeconds(6), true));
    OtlpHttpConfig http =
        new OtlpHttpConfig(
            "[::1]:2",
            9,
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(3),
            Duration.ofSeconds(4),
            tls,
            new AuthConfig("bearertokenauth/a"),
            new CorsConfig(
                List.of("https://a.example"), List.of("X-Team"), List.of("Retry-After"), 600));
    return new OtlpReceiverConfig(
        new Protocols(
            new OtlpGrpcConfig("0.0.0.0:1", 7, 8, keepalive, tls, new AuthConfig("basicauth")),
            http),
        new TenantConfig(true, "X-Team", "nobody", "k8s.namespace.name"),
        2097152,
        LegacyLayouts.REJECT);
  }

  /** The PEM texts exclude the files. */
  @Override
  protected Set<String> keysLeftOut() {
    return Set.of(
        "protocols::grpc::tls::cert_pem",
        "protocols::grpc::tls::key_pem",
        "protocols::http::tls::cert_pem",
        "protocols::http::tls::key_pem");
  }

  @Test
  void pluginIsFoundByTheServiceLoader() {
    assertThat(ServiceLoader.load(FlaregatePlugin.class))
        .anySatisfy(
            plugin -> {
              assertThat(plugin.name()).isEqualTo("otlp");
              assertThat(plugin.receivers())
                  .singleElement()
                  .isInstanceOf(OtlpReceiverFactory.class);
            });
  }
}
