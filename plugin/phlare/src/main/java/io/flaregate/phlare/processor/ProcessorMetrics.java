package io.flaregate.phlare.processor;

import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.telemetry.Counter;
import io.flaregate.spi.telemetry.Histogram;
import io.flaregate.spi.telemetry.Meter;

/** What the processor counts. No label but the tenant's is chosen by a sender. */
final class ProcessorMetrics {
  private static final double MIN_SAMPLES = 100;
  private static final double MAX_SAMPLES = 100_000;
  private static final int SAMPLE_BUCKETS = 30;

  /** The origin of the profiles in upstream's histogram. */
  private static final String TYPE = "otel";

  private final Counter discardedProfiles;
  private final Counter discardedBytes;
  private final Counter droppedSamples;
  private final Counter droppedLabels;
  private final Counter changedSamples;
  private final Counter mergedSamples;
  private final Counter serviceNameSources;
  private final Counter sanitisedNames;
  private final Counter groupReceived;
  private final Counter groupDiscarded;
  private final Histogram receivedSamples;

  ProcessorMetrics(Meter meter) {
    discardedProfiles =
        meter.counter(
            "pyroscope_discarded_samples_total",
            "Profiles, or series of profiles, that were refused.",
            "reason",
            "tenant");
    discardedBytes =
        meter.counter(
            "pyroscope_discarded_bytes_total",
            "Their share of the uncompressed requests, in bytes.",
            "reason",
            "tenant");
    droppedSamples =
        meter.counter(
            "flaregate_normalization_dropped_samples_total",
            "Samples that were left out of profiles.",
            "reason",
            "tenant");
    droppedLabels =
        meter.counter(
            "flaregate_normalization_dropped_labels_total",
            "Attributes that could not become labels.",
            "reason",
            "tenant");
    changedSamples =
        meter.counter(
            "flaregate_normalization_changed_samples_total",
            "Samples whose stacktrace was cut or whose sum stayed at the largest value.",
            "reason",
            "tenant");
    mergedSamples =
        meter.counter(
            "flaregate_merged_samples_total",
            "Samples that were added to another one with the same stacktrace and labels.",
            "tenant");
    serviceNameSources =
        meter.counter(
            "flaregate_service_name_source_total",
            "Series by where their service_name came from.",
            "source");
    sanitisedNames =
        meter.counter(
            "pyroscope_sanitized_label_names_total",
            "Names of labels whose dots became underscores.",
            "tenant");
    groupReceived =
        meter.counter(
            "pyroscope_usage_group_received_decompressed_total",
            "Uncompressed bytes that were received for usage groups.",
            "type",
            "tenant",
            "usage_group");
    groupDiscarded =
        meter.counter(
            "pyroscope_usage_group_discarded_bytes_total",
            "Uncompressed bytes of usage groups that were refused.",
            "reason",
            "tenant",
            "usage_group");
    receivedSamples =
        meter.histogram(
            "pyroscope_distributor_received_samples",
            "Samples of each profile, as received.",
            buckets(),
            "type",
            "tenant");
  }

  /** Bounds that grow by the same factor each. */
  private static double[] buckets() {
    double[] bounds = new double[SAMPLE_BUCKETS];
    double factor = Math.pow(MAX_SAMPLES / MIN_SAMPLES, 1.0 / (SAMPLE_BUCKETS - 1));
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = MIN_SAMPLES * Math.pow(factor, i);
    }
    return bounds;
  }

  void discarded(Reason reason, String tenant, long profiles, double bytes) {
    discardedProfiles.add((double) profiles, reason.label(), tenant);
    discardedBytes.add(bytes, reason.label(), tenant);
  }

  void droppedSamples(Reason reason, String tenant, long samples) {
    droppedSamples.add((double) samples, reason.label(), tenant);
  }

  void droppedLabels(Reason reason, String tenant, long labels) {
    droppedLabels.add((double) labels, reason.label(), tenant);
  }

  void changedSamples(Reason reason, String tenant, long samples) {
    changedSamples.add((double) samples, reason.label(), tenant);
  }

  void mergedSamples(String tenant, long samples) {
    mergedSamples.add((double) samples, tenant);
  }

  void serviceName(ServiceNameSource source, long series) {
    serviceNameSources.add((double) series, source.label());
  }

  void sanitisedNames(String tenant, long names) {
    sanitisedNames.add((double) names, tenant);
  }

  void groupReceived(String tenant, String group, double bytes) {
    groupReceived.add(bytes, TYPE, tenant, group);
  }

  void groupDiscarded(Reason reason, String tenant, String group, double bytes) {
    groupDiscarded.add(bytes, reason.label(), tenant, group);
  }

  void receivedSamples(String tenant, int samples) {
    receivedSamples.record(samples, TYPE, tenant);
  }
}
