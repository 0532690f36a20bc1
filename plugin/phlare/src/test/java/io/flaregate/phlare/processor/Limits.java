package io.flaregate.phlare.processor;

import io.flaregate.phlare.limits.LimitsConfig;
import java.time.Duration;

/** Limits with one that a test is about. */
final class Limits {
  private Limits() {}

  static LimitsConfig rate(double megabytes, double burst) {
    LimitsConfig none = LimitsConfig.none();
    return new LimitsConfig(
        megabytes,
        burst,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        Duration.ZERO,
        Duration.ZERO,
        none.disableLabelSanitization(),
        0,
        0);
  }

  static LimitsConfig labels(int nameLength, int valueLength, int names, boolean unsanitised) {
    return new LimitsConfig(
        0,
        0,
        nameLength,
        valueLength,
        names,
        0,
        0,
        0,
        0,
        0,
        Duration.ZERO,
        Duration.ZERO,
        unsanitised,
        0,
        0);
  }

  static LimitsConfig profile(int bytes, int samples, int sampleLabels, int depth, int symbol) {
    return new LimitsConfig(
        0,
        0,
        0,
        0,
        0,
        bytes,
        samples,
        sampleLabels,
        depth,
        symbol,
        Duration.ZERO,
        Duration.ZERO,
        true,
        0,
        0);
  }

  static LimitsConfig window(Duration older, Duration newer) {
    return new LimitsConfig(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, older, newer, true, 0, 0);
  }

  static LimitsConfig request(long expandedLocations, int series) {
    return new LimitsConfig(
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        Duration.ZERO,
        Duration.ZERO,
        true,
        expandedLocations,
        series);
  }

  /** The defaults without the ingestion window and the rate. */
  static LimitsConfig anyTime() {
    LimitsConfig all = LimitsConfig.defaults();
    return new LimitsConfig(
        0,
        0,
        all.maxLabelNameLength(),
        all.maxLabelValueLength(),
        all.maxLabelNamesPerSeries(),
        all.maxProfileSizeBytes(),
        all.maxProfileStacktraceSamples(),
        all.maxProfileStacktraceSampleLabels(),
        all.maxProfileStacktraceDepth(),
        all.maxProfileSymbolValueLength(),
        Duration.ZERO,
        Duration.ZERO,
        true,
        all.maxExpandedLocations(),
        all.maxSeriesPerRequest());
  }
}
