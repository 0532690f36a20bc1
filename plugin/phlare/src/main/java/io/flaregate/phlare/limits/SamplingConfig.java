package io.flaregate.phlare.limits;

import io.flaregate.spi.config.Description;
import java.util.Map;

/**
 * Which share of their profiles usage groups keep.
 *
 * @param usageGroups by the names of groups; a profile of several is kept by the smallest share
 */
public record SamplingConfig(
    @Description("Shares by the names of usage groups.") Map<String, GroupSampling> usageGroups) {

  public SamplingConfig {
    usageGroups = Map.copyOf(usageGroups);
  }

  /** Everything is kept. */
  public static SamplingConfig defaults() {
    return new SamplingConfig(Map.of());
  }
}
