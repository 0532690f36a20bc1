package io.flaregate.phlare.limits;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;

/**
 * The share of its profiles that a usage group keeps.
 *
 * @param probability 0 (none) to 1 (all)
 */
public record GroupSampling(
    @Description("Share of the profiles that are kept, 0 to 1.") double probability)
    implements Validated {

  /** All. */
  public static GroupSampling defaults() {
    return new GroupSampling(1);
  }

  @Override
  public void validate(Problems problems) {
    if (!(probability >= 0 && probability <= 1)) {
      problems.error("probability", "is " + probability + ", must be from 0 to 1");
    }
  }
}
