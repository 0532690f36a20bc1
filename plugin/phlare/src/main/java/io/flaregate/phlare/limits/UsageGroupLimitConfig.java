package io.flaregate.phlare.limits;

import io.flaregate.spi.config.Description;

/**
 * The quota of a usage group.
 *
 * @param periodLimitMb the quota in MB, for messages
 * @param limitReached whether it is used up
 */
public record UsageGroupLimitConfig(
    @Description("The quota in MB, for messages.") double periodLimitMb,
    @Description("Whether the quota is used up.") boolean limitReached) {

  /** A quota that is not used up. */
  public static UsageGroupLimitConfig defaults() {
    return new UsageGroupLimitConfig(0, false);
  }
}
