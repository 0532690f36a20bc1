package io.flaregate.phlare.delivery;

import io.flaregate.spi.telemetry.Counter;
import io.flaregate.spi.telemetry.Gauge;
import io.flaregate.spi.telemetry.Histogram;
import io.flaregate.spi.telemetry.Meter;

/** What delivery counts. */
final class DeliveryMetrics {
  private static final double[] SECONDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
  };
  private static final int SERIES_BUCKETS = 13;

  private final Counter requests;
  private final Histogram duration;
  private final Counter written;
  private final Counter missed;
  private final Counter splits;
  private final Counter quorumFailures;
  private final Histogram batchSeries;

  DeliveryMetrics(Meter meter, String component, InflightBudget budget) {
    requests =
        meter.counter(
            "flaregate_push_requests_total",
            "Pushes to each ingester by the status of its answer.",
            "ingester",
            "status");
    duration =
        meter.histogram(
            "flaregate_push_duration_seconds",
            "How long pushes to each ingester took.",
            SECONDS,
            "ingester");
    written =
        meter.counter(
            "flaregate_replicas_written_total",
            "Copies of series that each ingester has stored.",
            "ingester");
    missed =
        meter.counter(
            "flaregate_replicas_missed_total",
            "Copies of series that each ingester should have stored and has not.",
            "ingester");
    splits =
        meter.counter(
            "flaregate_push_splits_total",
            "Pushes to each ingester that were made again in halves, to find the series that it"
                + " refuses.",
            "ingester");
    quorumFailures =
        meter.counter(
            "flaregate_quorum_failures_total",
            "Series that were not stored by as many ingesters as needed, by reason.",
            "reason");
    batchSeries =
        meter.histogram(
            "pyroscope_distributor_push_batch_series",
            "Series in one push.",
            powersOfTwo(),
            "tenant");
    Gauge inflight =
        meter.gauge(
            "flaregate_inflight_bytes",
            "Encoded bytes on their way to ingesters, late replicas included.",
            "component");
    inflight.observe(budget::bookedBytes, component);
  }

  private static double[] powersOfTwo() {
    double[] bounds = new double[SERIES_BUCKETS];
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = 1 << i;
    }
    return bounds;
  }

  void batch(String tenant, int series) {
    batchSeries.record(series, tenant);
  }

  void answered(String ingester, String status, double seconds) {
    requests.increment(ingester, status);
    duration.record(seconds, ingester);
  }

  void replicas(String ingester, boolean stored, int series) {
    (stored ? written : missed).add(series, ingester);
  }

  void split(String ingester) {
    splits.increment(ingester);
  }

  void quorumFailed(String reason, int series) {
    quorumFailures.add(series, reason);
  }
}
