package io.flaregate.phlare.config;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import java.time.Duration;

/**
 * Two stores at once, for moving from one to the other, in the words and with the defaults of
 * upstream's {@code kvstore.multi}.
 *
 * @param primary the store that is read; empty: not told
 * @param secondary the store that is read while the primary is away; empty: not told
 * @param mirrorEnabled whether the own entry is written to the secondary as well
 * @param mirrorTimeout limit of writing to the secondary
 */
public record MultiConfig(
    @Description("The store that is read: etcd, consul, memberlist, inmemory or http.")
        String primary,
    @Description("The store that is read while the primary is away.") String secondary,
    @Description("Whether the own entry is written to the secondary store as well.")
        boolean mirrorEnabled,
    @Description("Longest time for writing the own entry to the secondary store.")
        Duration mirrorTimeout)
    implements Validated {

  public MultiConfig {
    requireNonNull(primary, "primary is null");
    requireNonNull(secondary, "secondary is null");
    requireNonNull(mirrorTimeout, "mirrorTimeout is null");
  }

  /** Upstream's. */
  public static MultiConfig defaults() {
    return new MultiConfig("", "", false, Duration.ofSeconds(2));
  }

  @Override
  public void validate(Problems problems) {
    ConfigChecks.positive(problems, "mirror_timeout", mirrorTimeout);
  }
}
