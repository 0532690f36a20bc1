package io.flaregate.phlare.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.phlare.limits.LimitsSnapshot;
import io.flaregate.phlare.limits.Tenants;
import io.flaregate.phlare.limits.TenantsSource;
import io.flaregate.phlare.testing.ConfigDraft;
import io.flaregate.phlare.testing.FakeIngester;
import io.flaregate.phlare.testing.TestProfiles;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.config.ConfigBinder;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.exporter.Exporter;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.ConfigNodes;
import io.flaregate.spi.testing.TestHost;
import io.flaregate.spi.testing.TestSettings;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the exporter has to do with the limits of tenants. */
class TenantLimitsExportTest {
  private static final int INGESTERS = 4;

  private final TestSettings settings = new TestSettings("phlare");
  private final List<FakeIngester> ingesters =
      IntStream.range(0, INGESTERS).mapToObj(i -> FakeIngester.start()).toList();
  private final Tenants tenants = Tenants.of(shard(2), System::nanoTime);

  @AfterEach
  void close() {
    ingesters.forEach(FakeIngester::close);
    settings.close();
  }

  private static LimitsConfig shard(int size) {
    return ConfigBinder.bind(
            ConfigNodes.of(Map.of("ingestion_tenant_shard_size", size)), "", LimitsConfig.none())
        .value();
  }

  private long used() {
    return ingesters.stream().filter(each -> !each.pushes().isEmpty()).count();
  }

  @Test
  void aTenantsLimitsSayHowFarItsSeriesSpreadAndTheRingWhoSharesItsRate()
      throws ComponentException {
    List<String> addresses = ingesters.stream().map(FakeIngester::address).toList();
    Exporter exporter =
        new PhlareExporterFactory()
            .create(settings.settings(), new ConfigDraft().ring(1, addresses).build());
    TenantsSource source = () -> tenants;
    exporter.start(new TestHost().with("phlare", source));
    try {
      assertThat(tenants.distributors().isKnown()).isTrue();
      assertThat(tenants.distributors().getAsInt()).isEqualTo(1);
      assertThat(write(exporter)).isEqualTo(ConsumeResult.stored(60));
      assertThat(used()).isEqualTo(2);
      tenants.replace(LimitsSnapshot.of(LimitsConfig.none()));
      assertThat(write(exporter)).isEqualTo(ConsumeResult.stored(60));
      assertThat(used()).isEqualTo(INGESTERS);
    } finally {
      exporter.shutdown();
    }
  }

  private static ConsumeResult write(Exporter exporter) {
    return Await.result(
        exporter.consume(TestProfiles.services(60), RequestContext.of("team-a", 1)));
  }
}
