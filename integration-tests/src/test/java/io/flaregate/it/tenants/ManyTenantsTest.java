package io.flaregate.it.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.it.tenants.ManyTenants.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small crowd, but more tenants than any metric keeps; {@link ManyTenantsMain} sends a large. */
final class ManyTenantsTest {
  private static final int TENANTS = 3_000;

  @Test
  void aCrowdOfTenantsLeavesABoundedHeapAndBoundedMetrics(@TempDir Path directory)
      throws IOException, InterruptedException {
    try (TenantsRig rig = TenantsRig.withSink(directory)) {
      Outcome outcome = new ManyTenants(rig.gateway(), TENANTS, 10 * TENANTS).run();

      assertThat(outcome.answers()).isEqualTo(Map.of("OK", TENANTS));
      assertThat(outcome.series()).isLessThanOrEqualTo(NoisyTenantMain.MAX_SERIES);
      assertThat(outcome.grownBytes()).isLessThan(ManyTenantsMain.MAX_GROWTH_BYTES);
      assertThat(rig.gateway().metrics()).contains("tenant=\"overflow\"");
    }
  }
}
