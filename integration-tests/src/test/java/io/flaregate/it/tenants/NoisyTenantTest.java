package io.flaregate.it.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.it.chaos.rig.Answered.Kind;
import io.flaregate.it.tenants.NoisyTenant.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One short round of each noise; {@link NoisyTenantMain} measures times. */
final class NoisyTenantTest {
  private static final Duration TIME = Duration.ofSeconds(2);

  @ParameterizedTest
  @EnumSource(Noise.class)
  void aQuietTenantSeesNoErrorBesideANoisyOne(Noise noise, @TempDir Path directory)
      throws IOException, InterruptedException {
    try (TenantsRig rig = TenantsRig.start(directory)) {
      Outcome outcome = new NoisyTenant(rig, noise, 7).run(1, TIME);

      assertThat(outcome.errors()).as(outcome.words()).isZero();
      assertThat(outcome.noisy()).allSatisfy(noisy -> assertThat(noisy.nanos()).isNotEmpty());
      if (noise == Noise.OVER_RATE) {
        int limited = outcome.noisy().stream().mapToInt(each -> each.count(Kind.LIMITED)).sum();
        assertThat(limited).as(outcome.words()).isPositive();
      }
      String metrics = rig.gateway().metrics();
      assertThat(TenantsGateway.seriesOf(metrics)).isLessThan(NoisyTenantMain.MAX_SERIES);
      assertThat(
              TenantsGateway.sumOf(
                  metrics, "pyroscope_discarded_samples_total", "tenant=\"quiet\""))
          .as("profiles of the quiet tenant that were refused")
          .isZero();
      assertThat(rig.gateway().process().isAlive()).isTrue();
    }
  }
}
