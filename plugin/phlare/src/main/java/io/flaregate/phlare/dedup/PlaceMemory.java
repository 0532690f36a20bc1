package io.flaregate.phlare.dedup;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for a while which profiles were sent in which millisecond of their series, so that a
 * profile that is sent again is written to where it was, and another one is not written over it:
 * readers of Pyroscope keep one profile of a series and millisecond (distributor.md, section 6).
 *
 * <p>The rules are those of {@link Claim}. What was remembered for an hour is forgotten; so is the
 * oldest when all takes more than a bound, which is counted. Thread-safe.
 */
public final class PlaceMemory {
  // A few generations: the newest takes what is new, all are asked. A generation ends when its time
  // is over or its share of the bytes is used; the oldest goes as a whole, which costs nothing.

  /** How many generations there are at most. */
  static final int GENERATIONS = 4;

  /** A generation takes entries for so long, so that each is remembered for three times that. */
  static final long GENERATION_NANOS = TimeUnit.MINUTES.toNanos(20);

  /** An entry is remembered for at least so long if the bound allows it. */
  static final long KEPT_NANOS = (GENERATIONS - 1) * GENERATION_NANOS;

  /**
   * For so long a profile without a time and with nothing new in it is taken for one that is sent
   * again: as long as the Collector's exporters retry by default. Beyond it is another one of a
   * process that does the same all the time.
   */
  static final long TIMELESS_NANOS = TimeUnit.MINUTES.toNanos(5);

  private static final long TIMELESS = 0x54494D454C455353L;

  private final long generationBytes;
  private final boolean shifts;
  private final LongSupplier nanoTime;
  private final Deque<Generation> generations = new ArrayDeque<>();
  private long forgotten;

  /**
   * An empty memory.
   *
   * @param maxBytes the bound on what it takes
   * @param shifts whether profiles are moved; else it only tells which would be
   * @param nanoTime reads {@link System#nanoTime}
   */
  public PlaceMemory(long maxBytes, boolean shifts, LongSupplier nanoTime) {
    generationBytes = maxBytes / GENERATIONS;
    this.shifts = shifts;
    this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
    generations.addFirst(new Generation(generationBytes, nanoTime.getAsLong()));
  }

  /** The bytes that it takes. */
  public synchronized long bytes() {
    return generations.stream().mapToLong(Generation::bytes).sum();
  }

  /** How many profiles were forgotten for want of room since the last call. */
  public synchronized long takeForgotten() {
    long count = forgotten;
    forgotten = 0;
    return count;
  }

  boolean shifts() {
    return shifts;
  }

  /**
   * The time of a profile that came without one: that of the first receipt of its like.
   *
   * @param series digest of its series
   * @param profile digest of what it holds
   * @param receivedUnixNanos the time of its receipt
   */
  public synchronized long timeOf(Digest series, Digest profile, long receivedUnixNanos) {
    expire();
    long now = nanoTime.getAsLong();
    long a = Mix.step(series.a() ^ TIMELESS, profile.a());
    long b = Mix.step(series.b() ^ TIMELESS, profile.b());
    for (Generation generation : generations) {
      int known = generation.timeless(a, b);
      if (known != Generation.NONE && now - generation.givenAtNanos(known) <= TIMELESS_NANOS) {
        return generation.givenTime(known);
      }
    }
    Generation newest = room(0, 0, 1);
    if (newest != null) {
      newest.give(a, b, receivedUnixNanos, now);
    }
    return receivedUnixNanos;
  }

  /** Ends a generation whose time is over and forgets those that are too old. */
  void expire() {
    long now = nanoTime.getAsLong();
    Generation newest = generations.getFirst();
    if (now - newest.begunNanos >= GENERATION_NANOS) {
      begin(now);
    }
    while (generations.size() > 1 && now - generations.getLast().closedNanos >= KEPT_NANOS) {
      generations.removeLast();
    }
  }

  private void begin(long now) {
    Generation newest = generations.getFirst();
    newest.closedNanos = Math.min(now - newest.begunNanos, GENERATION_NANOS) + newest.begunNanos;
    generations.addFirst(new Generation(generationBytes, now));
    if (generations.size() > GENERATIONS) {
      Generation oldest = generations.removeLast();
      if (now - oldest.closedNanos < KEPT_NANOS) {
        forgotten += oldest.sources();
      }
    }
  }

  /** The newest generation with room for so much; null if it is more than a generation may have. */
  @Nullable Generation room(int places, int sources, int times) {
    if (!generations.getFirst().room(places, sources, times)) {
      begin(nanoTime.getAsLong());
      if (!generations.getFirst().room(places, sources, times)) {
        return null;
      }
    }
    return generations.getFirst();
  }

  /** The generation in which a source is in a place; null if there is none. */
  @Nullable Generation of(long a, long b) {
    for (Generation generation : generations) {
      if (generation.source(a, b) != Generation.NONE) {
        return generation;
      }
    }
    return null;
  }

  /** Whether something is or may be written in a series and millisecond. */
  boolean isTaken(long a, long b) {
    for (Generation generation : generations) {
      if (generation.isTaken(a, b)) {
        return true;
      }
    }
    return false;
  }
}
