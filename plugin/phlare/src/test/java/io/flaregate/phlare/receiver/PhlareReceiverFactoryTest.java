package io.flaregate.phlare.receiver;

import io.flaregate.otlp.config.LegacyLayouts;
import io.flaregate.phlare.config.PhlareReceiverConfig;
import io.flaregate.spi.component.ComponentFactory;
import io.flaregate.spi.config.Secret;
import io.flaregate.spi.testing.ComponentFactoryContract;
import io.flaregate.transport.auth.AuthConfig;
import io.flaregate.transport.http.CorsConfig;
import io.flaregate.transport.tenant.TenantConfig;
import io.flaregate.transport.tls.TlsServerConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

class PhlareReceiverFactoryTest extends ComponentFactoryContract<PhlareReceiverConfig> {
  @Override
  protected ComponentFactory<PhlareReceiverConfig> factory() {
    return new PhlareReceiverFactory();
  }

  @Override
  protected PhlareReceiverConfig startableConfig() {
    return Rig.config(1 << 20, 1 << 24, false);
  }

  /** Either the text or the file of a certificate may be given. */
  @Override
  protected Set<String> keysLeftOut() {
    return Set.of("tls::cert_pem", "tls::key_pem");
  }

  @Override
  protected Map<String, Object> fullMapping() {
    Map<String, Object> all =
        new HashMap<>(
            Map.of(
                "legacy_layouts", "reject",
                "endpoint", "localhost:0",
                "tenant",
                    Map.of(
                        "multitenancy_enabled",
                        true,
                        "header",
                        "X-Team",
                        "default",
                        "all",
                        "from_attribute",
                        "team"),
                "max_request_body_size", 1_000_000,
                "max_inflight_bytes", 20_000_000,
                "read_header_timeout", "5s",
                "read_timeout", "20s",
                "idle_timeout", "3m",
                "max_connection_age", "10m",
                "tls",
                    Map.of(
                        "cert_file", "c",
                        "key_file", "k",
                        "client_ca_file", "a",
                        "min_version", "1.3",
                        "max_version", "1.3",
                        "reload_interval", "1m")));
    all.put("auth", Map.of("authenticator", "basicauth"));
    all.put(
        "cors",
        Map.of(
            "allowed_origins", List.of("https://a.example"),
            "allowed_headers", List.of("X-Team"),
            "exposed_headers", List.of("Retry-After"),
            "max_age", 600));
    return all;
  }

  @Override
  protected PhlareReceiverConfig fullConfig() {
    return new PhlareReceiverConfig(
        "localhost:0",
        new TenantConfig(true, "X-Team", "all", "team"),
        1_000_000,
        20_000_000,
        Duration.ofSeconds(5),
        Duration.ofSeconds(20),
        Duration.ofMinutes(3),
        Duration.ofMinutes(10),
        new TlsServerConfig("c", "", "k", new Secret(""), "a", "1.3", "1.3", Duration.ofMinutes(1)),
        LegacyLayouts.REJECT,
        new AuthConfig("basicauth"),
        new CorsConfig(
            List.of("https://a.example"), List.of("X-Team"), List.of("Retry-After"), 600));
  }
}
