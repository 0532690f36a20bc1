package io.flaregate.phlare.config;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Durations;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import java.time.Duration;

/**
 * How the connections to ingesters are looked after; upstream's block {@code pool_config}.
 *
 * @param clientCleanupPeriod how often connections are looked over
 * @param healthCheckIngesters whether ingesters are asked then whether they are well; the
 *     connection to one that does not say so is renewed
 * @param remoteTimeout how long that question may take
 */
public record PoolConfig(
    @Description("How often connections to ingesters are looked over.")
        Duration clientCleanupPeriod,
    @Description(
            "Whether ingesters are asked then if they are well (grpc.health.v1); the connection to"
                + " one that does not say so is renewed.")
        boolean healthCheckIngesters,
    @Description("How long that question may take.") Duration remoteTimeout)
    implements Validated {
  public PoolConfig {
    requireNonNull(clientCleanupPeriod, "clientCleanupPeriod is null");
    requireNonNull(remoteTimeout, "remoteTimeout is null");
  }

  /** Upstream's values. */
  public static PoolConfig defaults() {
    return new PoolConfig(Duration.ofSeconds(15), true, Duration.ofSeconds(5));
  }

  @Override
  public void validate(Problems problems) {
    positive(problems, "client_cleanup_period", clientCleanupPeriod);
    positive(problems, "remote_timeout", remoteTimeout);
  }

  private static void positive(Problems problems, String key, Duration value) {
    if (value.isNegative() || value.isZero()) {
      problems.error(key, "is " + Durations.format(value) + ", must be more than 0");
    }
  }
}
