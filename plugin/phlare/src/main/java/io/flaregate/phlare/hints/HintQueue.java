package io.flaregate.phlare.hints;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The hints of one ingester: waiting, deferred (refused once, behind all others), or in hand (taken
 * for a push). All of them count until they are settled. Not thread-safe.
 */
final class HintQueue {
  /** How many hints are looked at for one push; bounds the work where tenants alternate. */
  private static final int MAX_SCANNED = 1024;

  private final TreeSet<Hint> waiting = new TreeSet<>(Hint.OLDEST_FIRST);
  private final TreeSet<Hint> deferred = new TreeSet<>(Hint.OLDEST_FIRST);
  private final TreeSet<Hint> inHand = new TreeSet<>(Hint.OLDEST_FIRST);
  private long bytes;

  HintQueue() {}

  void add(Hint hint) {
    waiting.add(hint);
    bytes += hint.bytes();
  }

  long bytes() {
    return bytes;
  }

  int size() {
    return waiting.size() + deferred.size() + inHand.size();
  }

  /** The time of the oldest hint in nanoseconds since 1970; {@link Long#MAX_VALUE} if none. */
  long oldestUnixNanos() {
    long oldest = Long.MAX_VALUE;
    for (SortedSet<Hint> each : List.of(waiting, deferred, inHand)) {
      oldest = each.isEmpty() ? oldest : Math.min(oldest, each.first().timeUnixNanos());
    }
    return oldest;
  }

  /** Whether there is a hint that is not in hand. */
  boolean hasDroppable() {
    return !waiting.isEmpty() || !deferred.isEmpty();
  }

  /** The oldest hint that is not in hand, taken out; null if there is none. */
  @Nullable Hint removeOldest() {
    Hint hint = oldest(waiting, oldest(deferred, null));
    if (hint != null) {
      remove(hint);
    }
    return hint;
  }

  private static @Nullable Hint oldest(SortedSet<Hint> from, @Nullable Hint other) {
    if (from.isEmpty()) {
      return other;
    }
    Hint first = from.first();
    return other == null || Hint.OLDEST_FIRST.compare(first, other) < 0 ? first : other;
  }

  /** The oldest hint that is not in hand if it is from before a time, taken out; else null. */
  @Nullable Hint removeBefore(long unixNanos) {
    Hint hint = oldest(waiting, oldest(deferred, null));
    if (hint == null || hint.timeUnixNanos() >= unixNanos) {
      return null;
    }
    remove(hint);
    return hint;
  }

  /** A hint is settled, wherever it is. */
  void remove(Hint hint) {
    if (waiting.remove(hint) || deferred.remove(hint) || inHand.remove(hint)) {
      bytes -= hint.bytes();
    }
  }

  /**
   * Takes hints for a push in hand: the oldest, and the next of its tenant while they fit. One that
   * was refused before goes alone, after all others.
   *
   * @param maxPlainBytes the most bytes of uncompressed pprof; a first one that is larger goes
   *     alone
   * @return at least one hint, oldest first; empty if none waits
   */
  List<Hint> take(long maxPlainBytes, int maxHints) {
    List<Hint> taken = new ArrayList<>();
    SortedSet<Hint> from = waiting.isEmpty() ? deferred : waiting;
    int most = waiting.isEmpty() ? 1 : maxHints;
    long left = maxPlainBytes;
    int scanned = 0;
    for (Iterator<Hint> i = from.iterator();
        i.hasNext() && taken.size() < most && scanned < MAX_SCANNED;
        scanned++) {
      Hint hint = i.next();
      boolean fits =
          taken.isEmpty()
              || (hint.plainBytes() <= left && hint.tenant().equals(taken.get(0).tenant()));
      if (fits) {
        i.remove();
        inHand.add(hint);
        taken.add(hint);
        left -= hint.plainBytes();
      }
    }
    return taken;
  }

  /** A hint in hand waits again, in its old place. */
  void putBack(Hint hint) {
    if (inHand.remove(hint)) {
      waiting.add(hint);
    }
  }

  /** A hint in hand waits again, behind all that were not refused. */
  void defer(Hint hint) {
    if (inHand.remove(hint)) {
      deferred.add(hint);
    }
  }
}
