package io.flaregate.phlare.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.phlare.limits.LimitsSnapshot;
import io.flaregate.phlare.limits.RateStrategy;
import io.flaregate.phlare.limits.Tenants;
import io.flaregate.phlare.limits.TenantsSource;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.testing.TestHost;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the quotas, usage groups and limits of a tenant do to its profiles. */
class QuotasTest extends TenantFixture {
  @Test
  void aRequestBeyondTheTenantsBodyLimitIsTooLarge() {
    with(Map.of("ingestion_body_limit_mb", 500.0 / (1 << 20)));
    fixture.row().sample(0, 1);
    fixture.row().sample(0, 1);
    ConsumeResult result = send();
    assertThat(Answer.of(result).kind()).isEqualTo(Answer.Kind.TOO_LARGE);
    assertThat(ProcessorHarness.messages(result))
        .containsExactly(
            "request is 1000 bytes large, uncompressed, more than 500 (ingestion_body_limit_mb: "
                + 500.0 / (1 << 20)
                + ")");
    assertThat(harness.meter().value(DISCARDED, "body_size_limit_exceeded", TENANT)).isEqualTo(2);
    assertThat(harness.sink.requests()).isEmpty();
  }

  private static Map<String, Object> quota(long reset, Map<String, Object> more) {
    Map<String, Object> quota = new HashMap<>(more);
    quota.put("period_type", "day");
    quota.put("period_limit_mb", 1024);
    quota.put("limit_reset_time", reset);
    return quota;
  }

  @Test
  void aQuotaThatComesBackAsksForALaterTry() {
    long now = ProcessorHarness.RECEIVED / 1_000_000_000L;
    with(Map.of("ingestion_limit", quota(now + 3600, Map.of("limit_reached", true))));
    fixture.row().sample(0, 1);
    ConsumeResult result = send();
    assertThat(result.outcome(0)).isEqualTo(Outcome.LIMITED);
    assertThat(result.retryDelay()).isEqualTo(Duration.ofHours(1));
    assertThat(ProcessorHarness.messages(result))
        .containsExactly(
            "the tenant has used up its quota of 1024 MB/day (ingestion_limit::limit_reached); it"
                + " begins anew at 2023-11-14T23:13:25Z");
  }

  @Test
  void aQuotaOfWhichNobodyKnowsWhenItComesBackRefusesForGood() {
    with(Map.of("ingestion_limit", quota(0, Map.of("limit_reached", true))));
    fixture.row().sample(0, 1);
    assertThat(send().outcome(0)).isEqualTo(Outcome.REJECTED);
    assertThat(harness.meter().value(DISCARDED, "ingest_limit_reached", TENANT)).isEqualTo(1);
  }

  @Test
  void someRequestsAreLetThroughAUsedUpQuota() {
    Map<String, Object> sampling = Map.of("num_requests", 2, "period", "1m");
    with(Map.of("ingestion_limit", quota(0, Map.of("limit_reached", true, "sampling", sampling))));
    fixture.row().sample(0, 1);
    assertThat(send().outcome(0)).isEqualTo(Outcome.STORED);
    assertThat(send().outcome(0)).isEqualTo(Outcome.STORED);
    assertThat(send().outcome(0)).isEqualTo(Outcome.REJECTED);
    harness.clock.advance(Duration.ofSeconds(30));
    assertThat(send().outcome(0)).isEqualTo(Outcome.STORED);
  }

  @Test
  void usageGroupsAreCountedAndHaveQuotasOfTheirOwn() {
    with(
        Map.of(
            "distributor_usage_groups",
            Map.of("shops", "{service_name=~\"shop.*\"}", "eu", "{region=\"eu\"}"),
            "ingestion_limit",
            quota(
                0,
                Map.of(
                    "usage_groups",
                    Map.of("shops", Map.of("limit_reached", true, "period_limit_mb", 5))))));
    int shop = dictionary.attribute("service.name", "shop-1");
    int eu = dictionary.attribute("region", "eu");
    fixture.row().resource(shop, eu).sample(0, 1);
    fixture.row().resource(eu).sample(0, 1);
    fixture.row().sample(0, 1);
    ConsumeResult result = send();
    assertThat(result.outcome(0)).isEqualTo(Outcome.REJECTED);
    assertThat(result.outcome(1)).isEqualTo(Outcome.STORED);
    assertThat(ProcessorHarness.messages(result).get(0))
        .isEqualTo(
            "usage group shops has used up its quota of 5 MB/day"
                + " (ingestion_limit::usage_groups::shops::limit_reached)");
    String received = "pyroscope_usage_group_received_decompressed_total";
    double share = 1000.0 / 3;
    assertThat(harness.meter().value(received, "otel", TENANT, "eu")).isEqualTo(2 * share);
    assertThat(harness.meter().value(received, "otel", TENANT, "shops")).isEqualTo(share);
    assertThat(harness.meter().value(received, "otel", TENANT, "other")).isEqualTo(share);
    String discarded = "pyroscope_usage_group_discarded_bytes_total";
    assertThat(harness.meter().value(discarded, "ingest_limit_reached", TENANT, "shops"))
        .isEqualTo(share);
  }

  @Test
  void samplingKeepsTheShareAndDecidesTheSameAgain() {
    with(
        Map.of(
            "distributor_usage_groups",
            Map.of("all", "{}"),
            "distributor_sampling",
            Map.of("usage_groups", Map.of("all", Map.of("probability", 0.25)))));
    for (int i = 0; i < 4_000; i++) {
      fixture.row().sample(0, 1);
    }
    assertThat(send()).isEqualTo(ConsumeResult.stored(4_000));
    double dropped = harness.meter().value(DISCARDED, "dropped_by_sampling_rules", TENANT);
    assertThat(dropped).isBetween(2_850.0, 3_150.0);
    send();
    assertThat(harness.meter().value(DISCARDED, "dropped_by_sampling_rules", TENANT))
        .isEqualTo(2 * dropped);
  }

  private static TenantsSource source(Tenants tenants) {
    return () -> tenants;
  }

  @Test
  void limitsOfTheExtensionAreThoseOfNow() throws ComponentException {
    harness.close();
    harness = new ProcessorHarness(PhlareProcessorConfig.defaults());
    Tenants tenants =
        new Tenants(
            LimitsSnapshot.of(LimitsConfig.none()), RateStrategy.GLOBAL, harness.clock::nanoTime);
    harness.processor.start(new TestHost().with("phlare", source(tenants)));
    fixture.row().sample(0, 1);
    assertThat(send().outcome(0)).isEqualTo(Outcome.STORED);
    tenants.replace(LimitsSnapshot.of(limits(Map.of("max_label_names_per_series", 1))));
    assertThat(send().outcome(0)).isEqualTo(Outcome.REJECTED);
  }

  @Test
  void theRateIsSharedByTheDistributorsOfTheRing() throws ComponentException {
    harness.close();
    harness = new ProcessorHarness(PhlareProcessorConfig.defaults());
    double kilobyte = 1000.0 / (1 << 20);
    Tenants tenants =
        new Tenants(
            LimitsSnapshot.of(
                limits(Map.of("ingestion_rate_mb", kilobyte, "ingestion_burst_size_mb", kilobyte))),
            RateStrategy.GLOBAL,
            harness.clock::nanoTime);
    tenants.distributors().follow(() -> 4);
    harness.processor.start(new TestHost().with("phlare", source(tenants)));
    fixture.row().sample(0, 1);
    assertThat(send().outcome(0)).isEqualTo(Outcome.STORED);
    ConsumeResult result = send();
    assertThat(result.outcome(0)).isEqualTo(Outcome.LIMITED);
    assertThat(result.retryDelay()).isEqualTo(Duration.ofSeconds(4));
    assertThat(ProcessorHarness.messages(result).get(0))
        .contains("250 bytes per second", "shared by 4 distributors");
  }

  @Test
  void limitsInTwoPlacesAreRefused() {
    Tenants tenants = Tenants.of(LimitsConfig.none(), System::nanoTime);
    assertThatThrownBy(
            () -> harness.processor.start(new TestHost().with("phlare", source(tenants))))
        .isInstanceOf(ComponentException.class)
        .hasMessage(
            "processor phlare has limits of its own, and so has the extension phlare; remove one"
                + " of them");
  }
}
