package io.flaregate.phlare.processor;

import io.flaregate.phlare.limits.UsageGroups;
import io.flaregate.spi.consumer.Reason;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is counted while one request is worked on, told to the metrics once at the end. */
final class Tally {
  private final Map<Reason, Discarded> discarded = new EnumMap<>(Reason.class);
  private final Map<Reason, Long> droppedSamples = new EnumMap<>(Reason.class);
  private final Map<Reason, Long> droppedLabels = new EnumMap<>(Reason.class);
  private final Map<Reason, Long> changedSamples = new EnumMap<>(Reason.class);
  private final Map<ServiceNameSource, Long> sources = new EnumMap<>(ServiceNameSource.class);
  private final Map<GroupReason, Double> discardedOfGroups = new HashMap<>();
  private double[] receivedOfGroups = {};
  private @Nullable UsageGroups groups;
  private long mergedSamples;
  private long sanitisedNames;

  /** A reason and, as bits, the usage groups of what was refused. */
  private record GroupReason(Reason reason, long groups) {}

  private record Discarded(long profiles, double bytes) {
    Discarded plus(double moreBytes) {
      return new Discarded(profiles + 1, bytes + moreBytes);
    }
  }

  /** A profile, or one of its series, was refused. */
  void discarded(Reason reason, double bytes) {
    discarded.merge(reason, new Discarded(1, bytes), (known, more) -> known.plus(more.bytes()));
  }

  /** The same of a profile whose usage groups are known. */
  void discardedOfGroups(Reason reason, long ofProfile, double bytes) {
    discardedOfGroups.merge(new GroupReason(reason, ofProfile), bytes, Double::sum);
  }

  /** A profile of some usage groups came in; the place after the last group is for none of them. */
  void received(long ofProfile, UsageGroups known, double bytes) {
    groups = known;
    receivedOfGroups =
        receivedOfGroups.length == 0 ? new double[known.size() + 1] : receivedOfGroups;
    if (ofProfile == 0) {
      receivedOfGroups[known.size()] += bytes;
    }
    for (int i = 0; i < known.size(); i++) {
      receivedOfGroups[i] += (ofProfile >>> i & 1) * bytes;
    }
  }

  void sanitisedNames(long count) {
    sanitisedNames += count;
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
    if (sanitisedNames > 0) {
      metrics.sanitisedNames(tenant, sanitisedNames);
    }
    if (groups != null) {
      flushGroups(groups, metrics, tenant);
    }
  }

  private void flushGroups(UsageGroups known, ProcessorMetrics metrics, String tenant) {
    for (int i = 0; i <= known.size(); i++) {
      if (receivedOfGroups[i] > 0) {
        metrics.groupReceived(tenant, name(known, i), receivedOfGroups[i]);
      }
    }
    discardedOfGroups.forEach(
        (key, bytes) -> {
          for (int i = 0; i <= known.size(); i++) {
            boolean of = i == known.size() ? key.groups() == 0 : (key.groups() >>> i & 1) != 0;
            if (of) {
              metrics.groupDiscarded(key.reason(), tenant, name(known, i), bytes);
            }
          }
        });
  }

  /** Upstream calls what belongs to no group so. */
  private static String name(UsageGroups known, int group) {
    return group == known.size() ? "other" : known.name(group);
  }
}
