package io.flaregate.otlp.exporter;

import io.flaregate.spi.component.Settings;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.telemetry.Counter;
import io.flaregate.spi.telemetry.Meter;
import io.flaregate.transport.admission.ByteBudget;

/** What an exporter counts, under the names that the Collector's users know. */
final class ExportMetrics {
  private final String exporter;
  private final Counter sent;
  private final Counter failed;
  private final Counter retries;
  private final Counter rejected;

  ExportMetrics(Settings settings, ByteBudget budget) {
    exporter = settings.id().toString();
    Meter meter = settings.meter();
    sent =
        meter.counter(
            "otelcol_exporter_sent_profile_samples", "Samples that were stored.", "exporter");
    failed =
        meter.counter(
            "otelcol_exporter_send_failed_profile_samples",
            "Samples that were not stored.",
            "exporter");
    retries =
        meter.counter(
            "flaregate_exporter_retries_total",
            "Requests that an exporter planned to send again.",
            "exporter");
    rejected =
        meter.counter(
            "flaregate_exporter_partially_rejected_profiles_total",
            "Profiles that servers rejected of requests that they accepted.",
            "exporter");
    meter
        .gauge("flaregate_inflight_bytes", "Bytes that requests under way hold.", "component")
        .observe(budget::reservedBytes, exporter);
  }

  /** Another attempt was planned. */
  void retried() {
    retries.increment(exporter);
  }

  /** A server has accepted a request but for some profiles. */
  void rejected(long profiles) {
    rejected.add((double) profiles, exporter);
  }

  /** A request has ended. */
  void done(Profiles profiles, ConsumeResult result) {
    long stored = 0;
    long others = 0;
    for (int row = 0; row < profiles.size(); row++) {
      int samples = profiles.rows().sampleCount(row);
      if (result.outcome(row) == Outcome.STORED) {
        stored += samples;
      } else {
        others += samples;
      }
    }
    sent.add((double) stored, exporter);
    failed.add((double) others, exporter);
  }
}
