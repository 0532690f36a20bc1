package io.flaregate.benchmarks;

import io.flaregate.phlare.limits.LimitsConfig;
import java.time.Duration;

/** The limits that hostile bodies meet. */
final class HostileLimits {
  private HostileLimits() {}

  /**
   * A path with the default limits on one request; none on times and on bytes per second, which
   * would refuse a body before it could cost anything.
   */
  static Transform transform() {
    return new Transform(true, new Transform.Copying(), limits());
  }

  private static LimitsConfig limits() {
    LimitsConfig defaults = LimitsConfig.defaults();
    return new LimitsConfig(
        0,
        0,
        defaults.maxLabelNameLength(),
        defaults.maxLabelValueLength(),
        defaults.maxLabelNamesPerSeries(),
        defaults.maxProfileSizeBytes(),
        defaults.maxProfileStacktraceSamples(),
        defaults.maxProfileStacktraceSampleLabels(),
        defaults.maxProfileStacktraceDepth(),
        defaults.maxProfileSymbolValueLength(),
        Duration.ZERO,
        Duration.ZERO,
        defaults.disableLabelSanitization(),
        defaults.maxExpandedLocations(),
        defaults.maxSeriesPerRequest());
  }
}
