package io.flaregate.phlare.limitspage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.phlare.limits.LimitsSnapshot;
import io.flaregate.phlare.limits.LimitsSnapshot.TenantOverride;
import io.flaregate.phlare.limits.TenantLimits;
import io.flaregate.phlare.limits.Tenants;
import io.flaregate.phlare.overrides.OverridesStatus;
import io.flaregate.spi.admin.Page;
import io.flaregate.spi.admin.PageRequest;
import io.flaregate.spi.admin.PageResponse;
import io.flaregate.spi.config.ConfigBinder;
import io.flaregate.spi.testing.ConfigNodes;
import io.flaregate.spi.testing.TestSettings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LimitsPagesTest {
  private static final String EVIL = "<script>alert(1)</script>";

  private final TestSettings settings = new TestSettings("phlare");
  private Tenants tenants = Tenants.of(LimitsConfig.defaults(), System::nanoTime);

  private static LimitsConfig limits(Map<String, Object> written, LimitsConfig base) {
    return ConfigBinder.bind(ConfigNodes.of(written), "", base).value();
  }

  @BeforeEach
  void open() {
    LimitsConfig base = limits(Map.of("ingestion_rate_mb", 7.5), LimitsConfig.defaults());
    Map<String, Object> own =
        Map.of(
            "max_label_names_per_series",
            40,
            "reject_older_than",
            "2h",
            "distributor_usage_groups",
            Map.of("g", "{a=\"" + EVIL + "\"}"));
    TenantOverride override =
        new TenantOverride(
            new TenantLimits(limits(own, base)),
            Set.of("max_label_names_per_series", "reject_older_than", "distributor_usage_groups"));
    tenants = Tenants.of(base, System::nanoTime);
    tenants.replace(
        new LimitsSnapshot(new TenantLimits(base), Map.of("team-a", override, EVIL, override)));
    LimitsPages.open(
        settings.settings(),
        tenants,
        () -> new OverridesStatus("/etc/" + EVIL, "abc", null, EVIL + " is wrong"));
  }

  @AfterEach
  void close() {
    settings.close();
  }

  private PageResponse get(String path, boolean json, Map<String, String> parameters) {
    Page page =
        settings.pages().stream().filter(each -> each.path().equals(path)).findAny().orElseThrow();
    return page.handler().handle(new PageRequest("GET", parameters, json, "token"));
  }

  private JsonNode json(String path, Map<String, String> parameters) throws IOException {
    PageResponse response = get(path, true, parameters);
    assertThat(response.contentType()).isEqualTo("application/json");
    return new ObjectMapper().readTree(response.body());
  }

  @Test
  void aTenantsLimitsAreShownWithTheirOrigins() throws IOException {
    JsonNode tree = json("/api/v1/tenant_limits", Map.of("tenant", "team-a"));
    assertThat(tree.at("/tenant").textValue()).isEqualTo("team-a");
    assertThat(tree.at("/limits/max_label_names_per_series").intValue()).isEqualTo(40);
    assertThat(tree.at("/limits/reject_older_than").textValue()).isEqualTo("2h");
    assertThat(tree.at("/limits/ingestion_rate_mb").doubleValue()).isEqualTo(7.5);
    assertThat(tree.at("/limits/ingestion_burst_size_mb").isIntegralNumber()).isTrue();
    assertThat(tree.at("/origins/max_label_names_per_series").textValue()).isEqualTo("overrides");
    assertThat(tree.at("/origins/ingestion_rate_mb").textValue()).isEqualTo("configuration");
    assertThat(tree.at("/origins/max_label_name_length").textValue()).isEqualTo("default");
  }

  @Test
  void aTenantThatNobodyKnowsHasTheLimitsOfAll() throws IOException {
    JsonNode tree = json("/api/v1/tenant_limits", Map.of());
    assertThat(tree.at("/tenant").textValue()).isEqualTo("anonymous");
    assertThat(tree.at("/limits/max_label_names_per_series").intValue()).isEqualTo(30);
  }

  @Test
  void theDifferenceIsWhatWasWritten() throws IOException {
    JsonNode tree = json("/runtime_config", Map.of("mode", "diff"));
    assertThat(tree.at("/limits")).hasSize(1);
    assertThat(tree.at("/limits/ingestion_rate_mb").doubleValue()).isEqualTo(7.5);
    assertThat(tree.at("/overrides/team-a")).hasSize(3);
    assertThat(tree.at("/problem").textValue()).contains("is wrong");
    JsonNode whole = json("/runtime_config", Map.of());
    assertThat(whole.at("/limits").size()).isGreaterThan(20);
    assertThat(whole.at("/overrides/team-a").size()).isGreaterThan(20);
  }

  @Test
  void everythingIsEscaped() {
    for (PageResponse page :
        List.of(
            get("/runtime_config", false, Map.of()),
            get("/runtime_config", false, Map.of("mode", "diff")),
            get("/api/v1/tenant_limits", false, Map.of("tenant", EVIL)))) {
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.contentType()).startsWith("text/html");
      assertThat(page.body()).doesNotContain("<script").contains("&lt;script&gt;");
    }
    assertThat(get("/runtime_config", false, Map.of()).body())
        .contains("role=\"alert\"")
        .contains("ingestion_rate_mb");
  }

  @Test
  void numbersAreMetricsToo() {
    LimitsMetrics metrics = new LimitsMetrics(settings.meter());
    metrics.show(tenants.snapshot());
    String overrides = "pyroscope_limits_overrides";
    assertThat(settings.meter().value("pyroscope_limits_defaults", "ingestion_rate_mb"))
        .isEqualTo(7.5);
    assertThat(settings.meter().value(overrides, "max_label_names_per_series", "team-a"))
        .isEqualTo(40);
    assertThat(settings.meter().values(overrides)).hasSize(2);
    metrics.show(new LimitsSnapshot(tenants.snapshot().base(), Map.of()));
    assertThat(settings.meter().value(overrides, "max_label_names_per_series", "team-a"))
        .isEqualTo(30);
  }

  @Test
  void thePagesAreOnlyRead() {
    settings
        .pages()
        .forEach(
            page ->
                assertThat(
                        page.handler()
                            .handle(new PageRequest("POST", Map.of(), false, ""))
                            .status())
                    .isEqualTo(405));
  }
}
