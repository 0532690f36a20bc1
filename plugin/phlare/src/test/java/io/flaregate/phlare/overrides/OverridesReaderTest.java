package io.flaregate.phlare.overrides;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.phlare.limits.LimitsSnapshot;
import io.flaregate.phlare.limits.TenantLimits;
import io.flaregate.transport.yaml.ConfigSource;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class OverridesReaderTest {
  private final TenantLimits base = new TenantLimits(LimitsConfig.defaults());

  private OverridesReader.Result read(String yaml) throws InvalidOverridesException {
    return new OverridesReader(base).read(new ConfigSource("overrides.yaml", yaml));
  }

  private void refused(String yaml, String... words) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(InvalidOverridesException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void whatIsNotWrittenIsAsInTheBase() throws InvalidOverridesException {
    LimitsSnapshot snapshot =
        read("""
                overrides:
                  team-a:
                    ingestion_rate_mb: 10
                    ingestion_burst_size_mb: 20
                    ingestion_relabeling_rules:
                      - {action: labeldrop, regex: "pod.*"}
                  team-b: {}
                """)
            .snapshot();
    assertThat(snapshot.of("team-a").config().ingestionRateMb()).isEqualTo(10);
    assertThat(snapshot.of("team-a").config().maxLabelNamesPerSeries()).isEqualTo(30);
    assertThat(snapshot.of("team-a").onlyDefaultRules()).isFalse();
    assertThat(snapshot.overrides().get("team-a"))
        .extracting(
            LimitsSnapshot.TenantOverride::keys, InstanceOfAssertFactories.collection(String.class))
        .containsExactlyInAnyOrder(
            "ingestion_rate_mb", "ingestion_burst_size_mb", "ingestion_relabeling_rules");
    assertThat(snapshot.of("team-b")).isSameAs(base);
    assertThat(snapshot.of("anybody")).isSameAs(base);
  }

  @Test
  void keysOfOtherPartsOfPyroscopeAreWarnedOf() throws InvalidOverridesException {
    OverridesReader.Result result =
        read(
            """
            overrides:
              team-a:
                ingestion_burst_size_mb: 8
                max_global_series_per_tenant: 100000
                max_query_lookback: 30d
                compactor_blocks_retention_period: 90d
            """);
    assertThat(result.warnings())
        .containsExactlyInAnyOrder(
            "overrides.yaml:4:5: overrides::team-a::max_global_series_per_tenant: has no effect:"
                + " ingesters enforce it",
            "overrides.yaml:5:5: overrides::team-a::max_query_lookback: has no effect: it is a"
                + " limit of another part of Pyroscope, not of distributors",
            "overrides.yaml:6:5: overrides::team-a::compactor_blocks_retention_period: has no"
                + " effect: it is a limit of another part of Pyroscope, not of distributors");
  }

  @Test
  void trapsAreWarnedOf() throws InvalidOverridesException {
    assertThat(read("overrides: {a: {max_profile_size_bytes: 9000000}}").warnings().get(0))
        .contains("overrides::a::ingestion_burst_size_mb", "9000000", "rate_limited");
  }

  @Test
  void oneWrongTenantRefusesTheWholeFile() {
    refused(
        "overrides: {good: {ingestion_rate_mb: 1}, bad: {ingestion_rat_mb: 1, max_profile_size_bytes: x}}",
        "overrides::bad::ingestion_rat_mb: unknown key (did you mean \"ingestion_rate_mb\"?)",
        "overrides::bad::max_profile_size_bytes: expected a whole number");
  }

  @Test
  void whatIsNoFileOfOverridesIsRefused() {
    refused("", "is empty");
    refused("# nothing", "is empty");
    refused("a", "expected a map with the key overrides");
    refused("{}", "has no overrides; write overrides: {} for none");
    refused("override: {}", "unknown key (did you mean \"overrides\"?)");
    refused("overrides: [a]", "overrides: expected a map");
    refused("overrides: {a: [b]}", "overrides::a: expected a map");
    refused("overrides: {a: {b: c", "not YAML");
    refused("overrides: {a: {ingestion_limit: !!java.lang.Object x}}", "tag");
    refused(
        "overrides: {a: {ingestion_relabeling_rules: [{regex: '('}]}}", "is not an RE2 expression");
  }

  @Test
  void manyProblemsAreToldInPart() {
    StringBuilder yaml = new StringBuilder("overrides:\n");
    for (int i = 0; i < 30; i++) {
      yaml.append("  t").append(i).append(": {nonsense: 1}\n");
    }
    refused(yaml.toString(), "overrides::t0", "; and 20 more");
  }

  @Test
  void anEmptyListOfOverridesIsValid() throws InvalidOverridesException {
    assertThat(read("overrides:").snapshot().overrides()).isEmpty();
    assertThat(read("overrides: {}\nmulti_kv_config: {}").warnings()).hasSize(1);
  }
}
