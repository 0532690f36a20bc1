package io.flaregate.phlare.hints;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The hints of all ingesters, bounded in bytes, number and age. Thread-safe.
 *
 * <p>When there is no room, the oldest hint of the ingester with the most bytes goes. So one
 * ingester may use everything while no other is in need, and each of n ingesters keeps what it has
 * up to an n-th part of the whole. Ages count from the time of the profile by the wall clock.
 */
final class HintQueues {
  private final long maxBytes;
  private final int maxHints;
  private final long maxAgeNanos;
  private final Clock clock;
  private final Drops drops;
  private final Map<String, HintQueue> queues = new TreeMap<>();
  private long bytes;
  private long count;
  private boolean closed;

  /** Is told of each hint that is dropped, after it is gone from its queue; must be quick. */
  @FunctionalInterface
  interface Drops {
    /** A hint was dropped. */
    void dropped(String ingester, Hint hint, DropReason reason);
  }

  /**
   * What waits for one ingester.
   *
   * @param oldestUnixNanos the time of the oldest profile, nanoseconds since 1970
   */
  record Waiting(String ingester, int count, long bytes, long oldestUnixNanos) {}

  /**
   * No hints yet.
   *
   * @param maxBytes the bound on the bytes of all of them (max_bytes)
   * @param maxHints the bound on their number
   * @param maxAgeNanos the bound on the age of their profiles (max_age)
   */
  HintQueues(long maxBytes, int maxHints, long maxAgeNanos, Clock clock, Drops drops) {
    this.maxBytes = maxBytes;
    this.maxHints = maxHints;
    this.maxAgeNanos = maxAgeNanos;
    this.clock = requireNonNull(clock, "clock is null");
    this.drops = requireNonNull(drops, "drops is null");
  }

  /** The wall clock, in nanoseconds since 1970. */
  static long unixNanos(Clock clock) {
    Instant now = clock.instant();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  private long oldestAllowed() {
    return unixNanos(clock) - maxAgeNanos;
  }

  /** Whether a profile of this time is older than a hint may be. */
  boolean isTooOld(long timeUnixNanos) {
    return timeUnixNanos < oldestAllowed();
  }

  /** Adds a hint; older ones, or it itself, may have to go. */
  synchronized void add(String ingester, Hint hint) {
    if (closed || isTooOld(hint.timeUnixNanos())) {
      drops.dropped(ingester, hint, closed ? DropReason.SHUTDOWN : DropReason.TOO_OLD);
      return;
    }
    queues.computeIfAbsent(ingester, id -> new HintQueue()).add(hint);
    bytes += hint.bytes();
    count++;
    if (isFull()) {
      expire();
    }
    while (isFull() && dropOldestOfLargest()) {
      // Until there is room, or what is left is on its way.
    }
  }

  private boolean isFull() {
    return bytes > maxBytes || count > maxHints;
  }

  private boolean dropOldestOfLargest() {
    String largest = null;
    HintQueue most = null;
    for (Map.Entry<String, HintQueue> each : queues.entrySet()) {
      HintQueue queue = each.getValue();
      if (queue.hasDroppable() && (most == null || queue.bytes() > most.bytes())) {
        largest = each.getKey();
        most = queue;
      }
    }
    if (largest == null || most == null) {
      return false;
    }
    Hint hint = most.removeOldest();
    dropped(largest, most, requireNonNull(hint, "hint is null"), DropReason.FULL);
    return true;
  }

  private void dropped(String ingester, HintQueue queue, Hint hint, DropReason reason) {
    gone(ingester, queue, hint);
    drops.dropped(ingester, hint, reason);
  }

  private void gone(String ingester, HintQueue queue, Hint hint) {
    bytes -= hint.bytes();
    count--;
    if (queue.size() == 0) {
      queues.remove(ingester);
    }
  }

  /** Drops the hints that have become too old; those in hand stay. */
  synchronized void expire() {
    long oldest = oldestAllowed();
    for (String ingester : List.copyOf(queues.keySet())) {
      expire(ingester, oldest);
    }
  }

  private void expire(String ingester, long oldest) {
    HintQueue queue = queues.get(ingester);
    Hint hint = queue == null ? null : queue.removeBefore(oldest);
    while (queue != null && hint != null) {
      dropped(ingester, queue, hint, DropReason.TOO_OLD);
      hint = queue.removeBefore(oldest);
    }
  }

  /**
   * Takes the oldest hints of an ingester for a push; they count until each is settled by {@link
   * #handedOver}, {@link #drop}, {@link #putBack} or {@link #defer}.
   *
   * @param maxPlainBytes the most bytes of uncompressed pprof; a larger hint goes alone
   * @return hints of one tenant, oldest first; empty if none waits
   */
  synchronized List<Hint> take(String ingester, long maxPlainBytes, int maxCount) {
    expire(ingester, oldestAllowed());
    HintQueue queue = queues.get(ingester);
    return queue == null ? List.of() : queue.take(maxPlainBytes, maxCount);
  }

  /** A hint in hand is where it belongs. */
  synchronized void handedOver(String ingester, Hint hint) {
    HintQueue queue = queues.get(ingester);
    if (queue != null) {
      queue.remove(hint);
      gone(ingester, queue, hint);
    }
  }

  /** A hint in hand is given up. */
  synchronized void drop(String ingester, Hint hint, DropReason reason) {
    HintQueue queue = queues.get(ingester);
    if (queue != null) {
      queue.remove(hint);
      dropped(ingester, queue, hint, reason);
    }
  }

  /** A hint in hand waits again, in its old place. */
  synchronized void putBack(String ingester, Hint hint) {
    HintQueue queue = queues.get(ingester);
    if (queue != null) {
      queue.putBack(hint);
    }
  }

  /** A hint in hand waits again, behind all that were not refused. */
  synchronized void defer(String ingester, Hint hint) {
    HintQueue queue = queues.get(ingester);
    if (queue != null) {
      queue.defer(hint);
    }
  }

  /** Drops all hints of an ingester but those in hand. */
  synchronized void dropAll(String ingester, DropReason reason) {
    HintQueue queue = queues.get(ingester);
    Hint hint = queue == null ? null : queue.removeOldest();
    while (queue != null && hint != null) {
      dropped(ingester, queue, hint, reason);
      hint = queue.removeOldest();
    }
  }

  /** What waits for each ingester, by id; only those that hints wait for. */
  synchronized List<Waiting> waiting() {
    List<Waiting> all = new ArrayList<>(queues.size());
    queues.forEach((ingester, queue) -> all.add(waiting(ingester, queue)));
    return all;
  }

  /** What waits for an ingester; null: nothing. */
  synchronized @Nullable Waiting waiting(String ingester) {
    HintQueue queue = queues.get(ingester);
    return queue == null ? null : waiting(ingester, queue);
  }

  private static Waiting waiting(String ingester, HintQueue queue) {
    return new Waiting(ingester, queue.size(), queue.bytes(), queue.oldestUnixNanos());
  }

  /** Forgets all hints, also those in hand, and takes no more; returns what waited. */
  synchronized List<Waiting> close() {
    List<Waiting> all = waiting();
    closed = true;
    queues.clear();
    bytes = 0;
    count = 0;
    return all;
  }

  /** The bytes of all hints. */
  synchronized long bytes() {
    return bytes;
  }

  /** The number of all hints. */
  synchronized long count() {
    return count;
  }
}
