package io.flaregate.gateway.telemetry;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one metric from growing without end: at most {@code max} sets of label values are kept,
 * what else comes is counted under {@link #OVERFLOW}. Once there are that many, sets that nothing
 * was counted under for {@link #IDLE_NANOS} make room. Thread-safe.
 *
 * <p>A set that made room is gone from the metric, and begins with zero if it comes again; it is
 * not added to the overflow, so nothing is counted twice. Prometheus takes a series that ended and
 * one that begins anew for what they are.
 *
 * <p>Each set holds the time when it was last counted under, or {@link #GONE} from when it made
 * room: whoever counts sets the time before, so that a set is never removed while it is used, and
 * never used after it was removed.
 */
final class LabelCap {

  /** The value of every label of what is beyond the cap. */
  static final String OVERFLOW = "overflow";

  /** A label value is cut to this many characters before anything keeps it. */
  static final int MAX_VALUE_CHARS = 256;

  /** A set that was not counted under for so long may make room: an hour. */
  static final long IDLE_NANOS = TimeUnit.HOURS.toNanos(1);

  /** How often is looked for sets that may: looking costs as much as there are sets. */
  static final long LOOK_NANOS = TimeUnit.MINUTES.toNanos(1);

  private static final long GONE = Long.MIN_VALUE;

  private final Map<List<String>, AtomicLong> known = new ConcurrentHashMap<>();
  private final String metric;
  private final int labels;
  private final int max;
  private final LongSupplier nanoTime;
  private final long start;
  private final @Nullable Consumer<String[]> remove;
  private volatile long fullUntil = GONE;

  /**
   * A cap of one metric.
   *
   * @param labels how many labels it has
   * @param max how many sets are kept
   * @param nanoTime a monotonic clock
   * @param remove takes a set out of the metric; null: none is ever taken out
   */
  LabelCap(
      String metric,
      int labels,
      int max,
      LongSupplier nanoTime,
      @Nullable Consumer<String[]> remove) {
    this.metric = metric;
    this.labels = labels;
    this.max = max;
    this.nanoTime = nanoTime;
    this.remove = remove;
    start = nanoTime.getAsLong();
  }

  /**
   * The values to count under.
   *
   * @throws IllegalArgumentException if there are more or fewer than the metric has labels
   */
  String[] admit(String[] values) {
    if (values.length != labels) {
      throw new IllegalArgumentException(
          metric + " has " + labels + " labels, not " + values.length);
    }
    if (labels == 0) {
      return values;
    }
    String[] cut = new String[labels];
    for (int i = 0; i < labels; i++) {
      String value = values[i];
      cut[i] = value.length() > MAX_VALUE_CHARS ? value.substring(0, MAX_VALUE_CHARS) : value;
    }
    List<String> key = List.of(cut);
    long now = nanoTime.getAsLong() - start;
    if (isKept(key, now) || (now >= fullUntil && add(key, now))) {
      return cut;
    }
    Arrays.fill(cut, OVERFLOW);
    return cut;
  }

  /** Whether a set is kept; it is used from now on. */
  private boolean isKept(List<String> key, long now) {
    AtomicLong used = known.get(key);
    if (used == null) {
      return false;
    }
    long before = used.get();
    while (before < now && before != GONE) {
      if (used.compareAndSet(before, now)) {
        return true;
      }
      before = used.get();
    }
    return before != GONE;
  }

  private synchronized boolean add(List<String> key, long now) {
    if (isKept(key, now)) {
      return true;
    }
    if (known.size() >= max && now >= fullUntil) {
      makeRoom(now - IDLE_NANOS);
    }
    if (known.size() >= max) {
      fullUntil = now + LOOK_NANOS;
      return false;
    }
    known.put(key, new AtomicLong(now));
    return true;
  }

  private void makeRoom(long idleSince) {
    Consumer<String[]> taken = remove;
    if (taken == null) {
      return;
    }
    Iterator<Map.Entry<List<String>, AtomicLong>> sets = known.entrySet().iterator();
    while (sets.hasNext()) {
      Map.Entry<List<String>, AtomicLong> set = sets.next();
      long used = set.getValue().get();
      if (used <= idleSince && set.getValue().compareAndSet(used, GONE)) {
        sets.remove();
        taken.accept(set.getKey().toArray(String[]::new));
      }
    }
  }
}
