package io.flaregate.phlare.processor;

import io.flaregate.spi.consumer.Reason;
import java.util.EnumMap;
import java.util.Map;

/** What is counted while one request is worked on, told to the metrics once at the end. */
final class Tally {
  private final Map<Reason, Discarded> discarded = new EnumMap<>(Reason.class);
  private final Map<Reason, Long> droppedSamples = new EnumMap<>(Reason.class);
  private final Map<Reason, Long> droppedLabels = new EnumMap<>(Reason.class);
  private final Map<Reason, Long> changedSamples = new EnumMap<>(Reason.class);
  private final Map<ServiceNameSource, Long> sources = new EnumMap<>(ServiceNameSource.class);
  private long mergedSamples;

  private record Discarded(long profiles, double bytes) {
    Discarded plus(double moreBytes) {
      return new Discarded(profiles + 1, bytes + moreBytes);
    }
  }

  /** A profile, or one of its series, was refused. */
  void discarded(Reason reason, double bytes) {
    discarded.merge(reason, new Discarded(1, bytes), (known, more) -> known.plus(more.bytes()));
  }

  void droppedSamples(Reason reason, long count) {
    add(droppedSamples, reason, count);
  }

  void droppedLabels(Reason reason, long count) {
    add(droppedLabels, reason, count);
  }

  void changedSamples(Reason reason, long count) {
    add(changedSamples, reason, count);
  }

  void mergedSamples(long count) {
    mergedSamples += count;
  }

  void serviceName(ServiceNameSource source) {
    sources.merge(source, 1L, Long::sum);
  }

  private static void add(Map<Reason, Long> counts, Reason reason, long count) {
    if (count > 0) {
      counts.merge(reason, count, Long::sum);
    }
  }

  /** Tells the metrics. */
  void flush(ProcessorMetrics metrics, String tenant) {
    discarded.forEach(
        (reason, each) -> metrics.discarded(reason, tenant, each.profiles(), each.bytes()));
    droppedSamples.forEach((reason, count) -> metrics.droppedSamples(reason, tenant, count));
    droppedLabels.forEach((reason, count) -> metrics.droppedLabels(reason, tenant, count));
    changedSamples.forEach((reason, count) -> metrics.changedSamples(reason, tenant, count));
    sources.forEach(metrics::serviceName);
    metrics.mergedSamples(tenant, mergedSamples);
  }
}
