package io.flaregate.phlare.dedup;

import java.util.Arrays;

/**
 * What was remembered within some time: places (a series and a millisecond in which something was
 * written), sources (profiles and the place of each), and the times that profiles without a time
 * were given. Entries are added and changed, never taken out; a generation is forgotten as a whole.
 * Not thread-safe.
 *
 * <p>A place has the sum of the digests of its sources. A source belongs to its place only while
 * the sum there is the one that the source was put there with, so a place that is given to others
 * need not know its former sources.
 */
final class Generation {
  /** Nothing was sent there, or it was given up: the place is free. */
  static final int FREE = 0;

  /** A request means to write there and has sent nothing yet. */
  static final int RESERVED = 1;

  /** Something was sent there; it may be on some replicas. */
  static final int SENT = 2;

  /** A quorum has stored what was sent. */
  static final int STORED = 3;

  static final int NONE = -1;

  private static final int FIRST_CAPACITY = 256;
  private static final int STATE_BITS = 16;
  private static final int PLACE_BYTES = Long.BYTES + 2 * Integer.BYTES;
  private static final int SOURCE_BYTES = 2 * Integer.BYTES;
  private static final int TIME_BYTES = 2 * Long.BYTES;

  private final long maxBytes;
  private final KeyTable places = new KeyTable(FIRST_CAPACITY);
  private long[] sums = new long[FIRST_CAPACITY];
  private int[] states = new int[FIRST_CAPACITY];
  private int[] flights = new int[FIRST_CAPACITY];
  private final KeyTable sources = new KeyTable(FIRST_CAPACITY);
  private int[] placeOf = new int[FIRST_CAPACITY];
  private int[] tags = new int[FIRST_CAPACITY];
  private final KeyTable timeless = new KeyTable(1);
  private long[] times = new long[2];

  /** When it was begun, and when it took its last entry, by {@link System#nanoTime}. */
  final long begunNanos;

  long closedNanos;

  Generation(long maxBytes, long nowNanos) {
    this.maxBytes = maxBytes;
    begunNanos = nowNanos;
    closedNanos = nowNanos;
  }

  /** The bytes of its arrays. */
  long bytes() {
    return bytes(places.capacity(), sources.capacity(), timeless.capacity());
  }

  private static long bytes(int placeCapacity, int sourceCapacity, int timeCapacity) {
    return KeyTable.bytes(placeCapacity)
        + (long) PLACE_BYTES * placeCapacity
        + KeyTable.bytes(sourceCapacity)
        + (long) SOURCE_BYTES * sourceCapacity
        + KeyTable.bytes(timeCapacity)
        + (long) TIME_BYTES * timeCapacity;
  }

  /** How many sources it knows. */
  int sources() {
    return sources.size();
  }

  /** Makes room for a place and some sources; false if the bound does not allow it. */
  boolean room(int morePlaces, int moreSources, int moreTimes) {
    int placeCapacity = capacity(places, morePlaces);
    int sourceCapacity = capacity(sources, moreSources);
    int timeCapacity = capacity(timeless, moreTimes);
    if (bytes(placeCapacity, sourceCapacity, timeCapacity) > maxBytes) {
      return false;
    }
    while (places.capacity() < placeCapacity) {
      places.grow();
    }
    while (sources.capacity() < sourceCapacity) {
      sources.grow();
    }
    while (timeless.capacity() < timeCapacity) {
      timeless.grow();
    }
    sums = sums.length < placeCapacity ? Arrays.copyOf(sums, placeCapacity) : sums;
    states = states.length < placeCapacity ? Arrays.copyOf(states, placeCapacity) : states;
    flights = flights.length < placeCapacity ? Arrays.copyOf(flights, placeCapacity) : flights;
    placeOf = placeOf.length < sourceCapacity ? Arrays.copyOf(placeOf, sourceCapacity) : placeOf;
    tags = tags.length < sourceCapacity ? Arrays.copyOf(tags, sourceCapacity) : tags;
    times = times.length < 2 * timeCapacity ? Arrays.copyOf(times, 2 * timeCapacity) : times;
    return true;
  }

  private static int capacity(KeyTable table, int more) {
    int capacity = table.capacity();
    while (capacity < table.size() + more) {
      capacity = Math.multiplyExact(capacity, 2);
    }
    return capacity;
  }

  /** Whether something is or may be written in a series and millisecond. */
  boolean isTaken(long a, long b) {
    int place = places.find(a, b);
    return place != NONE && state(place) != FREE;
  }

  /** The place of a series and millisecond that is not taken; for which there is room. */
  int reserve(long a, long b, long sum, int shiftMillis) {
    int known = places.find(a, b);
    int place = known == NONE ? places.add(a, b) : known;
    sums[place] = sum;
    states[place] = (shiftMillis << STATE_BITS) | RESERVED;
    flights[place] = 1;
    return place;
  }

  /** Puts a source into a place, for which there is room; returns its number. */
  int put(long a, long b, int place) {
    int known = sources.find(a, b);
    int source = known == NONE ? sources.add(a, b) : known;
    placeOf[source] = place;
    tags[source] = tag(place);
    return source;
  }

  /** The number of a source that is in a place, or -1. */
  int source(long a, long b) {
    int source = sources.find(a, b);
    if (source == NONE) {
      return NONE;
    }
    int place = placeOf[source];
    return state(place) != FREE && tags[source] == tag(place) ? source : NONE;
  }

  int place(int source) {
    return placeOf[source];
  }

  private int tag(int place) {
    return (int) (sums[place] >>> Integer.SIZE);
  }

  /** The sum of the digests of what is in a place. */
  long sum(int place) {
    return sums[place];
  }

  /** Gives a place to some of its sources alone; they must be put there again. */
  void narrow(int place, long sum) {
    sums[place] = sum;
  }

  int state(int place) {
    return states[place] & ((1 << STATE_BITS) - 1);
  }

  /** By how many milliseconds a place lies behind the time of its sources. */
  int shiftMillis(int place) {
    return states[place] >>> STATE_BITS;
  }

  void state(int place, int state) {
    states[place] = (shiftMillis(place) << STATE_BITS) | state;
  }

  /** How many requests are writing to a place. */
  int flights(int place) {
    return flights[place];
  }

  void addFlights(int place, int more) {
    flights[place] += more;
  }

  /** The number of a profile without a time, or -1. */
  int timeless(long a, long b) {
    return timeless.find(a, b);
  }

  /** The time that it was given. */
  long givenTime(int number) {
    return times[2 * number];
  }

  /** When that was, by {@link System#nanoTime}. */
  long givenAtNanos(int number) {
    return times[2 * number + 1];
  }

  /** Gives a profile a time; for which there is room. */
  void give(long a, long b, long time, long nowNanos) {
    int known = timeless.find(a, b);
    int number = known == NONE ? timeless.add(a, b) : known;
    times[2 * number] = time;
    times[2 * number + 1] = nowNanos;
  }
}
