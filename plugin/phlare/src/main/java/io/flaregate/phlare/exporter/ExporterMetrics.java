package io.flaregate.phlare.exporter;

import io.flaregate.spi.component.Settings;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.telemetry.Counter;

/** What the exporter counts besides what delivery counts. */
final class ExporterMetrics {
  private final String exporter;
  private final Counter sent;
  private final Counter failed;
  private final Counter merged;

  ExporterMetrics(Settings settings) {
    exporter = settings.id().toString();
    sent =
        settings
            .meter()
            .counter(
                "otelcol_exporter_sent_profile_samples", "Samples that were stored.", "exporter");
    failed =
        settings
            .meter()
            .counter(
                "otelcol_exporter_send_failed_profile_samples",
                "Samples that were not stored.",
                "exporter");
    merged =
        settings
            .meter()
            .counter(
                "flaregate_series_merged_total",
                "Rows that were merged into another row with an equal merge key.");
  }

  void merged(int rows) {
    merged.add(rows);
  }

  void done(Profiles profiles, ConsumeResult result) {
    double stored = 0;
    double lost = 0;
    for (int row = 0; row < profiles.size(); row++) {
      int samples = profiles.rows().sampleCount(row);
      if (result.outcome(row) == Outcome.STORED) {
        stored += samples;
      } else {
        lost += samples;
      }
    }
    sent.add(stored, exporter);
    failed.add(lost, exporter);
  }
}
