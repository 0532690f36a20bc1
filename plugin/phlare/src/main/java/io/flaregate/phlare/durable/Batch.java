package io.flaregate.phlare.durable;

import io.flaregate.phlare.delivery.Placement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Series of one tenant that are tried together. Thread-safe. */
final class Batch {
  /** A series of it. */
  record Item(long id, QueuedSeries queued) {}

  private final Schedule.Tenant tenant;
  private final int failures;
  private final List<Item> items = new ArrayList<>();
  private final List<Long> failedIds = new ArrayList<>();
  private final List<Item> failed = new ArrayList<>();
  private final Map<Long, Long> places = new HashMap<>();
  private long bytes;
  private boolean anyDone;
  private String problem = "";
  private long delayNanos;

  /**
   * An empty batch.
   *
   * @param failures how often all of it has failed before
   */
  Batch(Schedule.Tenant tenant, int failures) {
    this.tenant = tenant;
    this.failures = failures;
  }

  Schedule.Tenant tenant() {
    return tenant;
  }

  int failures() {
    return failures;
  }

  List<Item> items() {
    return items;
  }

  synchronized void add(long id, QueuedSeries queued) {
    items.add(new Item(id, queued));
    bytes += queued.series().wireBytes();
  }

  /** The bytes of its series. */
  synchronized long bytes() {
    return bytes;
  }

  int[] tokens() {
    return items.stream().mapToInt(item -> item.queued().series().stamp().token()).toArray();
  }

  /** Remembers which of the series go to the same places. */
  synchronized void placed(List<Item> series, Placement placement) {
    for (int to = 0; to < placement.destinations(); to++) {
      for (int each : placement.seriesOf(to)) {
        long place = 31 * places.getOrDefault(series.get(each).id(), 1L) + to;
        places.put(series.get(each).id(), place);
      }
    }
  }

  /** A series was stored, or is out of the way for good. */
  synchronized void done() {
    anyDone = true;
  }

  /** A series is to be tried again, after at least a delay. */
  synchronized void failed(Item item, String why, long atLeastNanos) {
    failed.add(item);
    problem = why;
    delayNanos = Math.max(delayNanos, atLeastNanos);
  }

  /** What the last failure said; empty if nothing failed. */
  synchronized String problem() {
    return problem;
  }

  /** How long a destination asked to wait, in nanoseconds. */
  synchronized long delayNanos() {
    return delayNanos;
  }

  /** A record that could not even be read is to be tried again. */
  synchronized void unread(long id) {
    failedIds.add(id);
  }

  synchronized int failedCount() {
    return failed.size() + failedIds.size();
  }

  /** Whether it went as it should for at least one, or nothing was to be done. */
  synchronized boolean isProgress() {
    return anyDone || failedCount() == 0;
  }

  /**
   * What is tried again together: series of the same places, since delivery ends a write at the
   * first series that fails; and if that has been done, halves, until one that fails is alone.
   */
  synchronized List<long[]> retries() {
    Map<@Nullable Long, List<Long>> groups = new HashMap<>();
    for (Item item : failed) {
      groups.computeIfAbsent(places.get(item.id()), key -> new ArrayList<>()).add(item.id());
    }
    if (!failedIds.isEmpty()) {
      groups.computeIfAbsent(-1L, key -> new ArrayList<>()).addAll(failedIds);
    }
    List<long[]> parts = new ArrayList<>();
    for (List<Long> group : groups.values()) {
      boolean halve = groups.size() == 1 && group.size() > 1 && group.size() == items.size();
      int middle = halve ? group.size() / 2 : group.size();
      parts.add(ids(group.subList(0, middle)));
      if (halve) {
        parts.add(ids(group.subList(middle, group.size())));
      }
    }
    return parts;
  }

  private static long[] ids(List<Long> some) {
    return some.stream().mapToLong(Long::longValue).sorted().toArray();
  }
}
