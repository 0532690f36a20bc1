package io.flaregate.phlare.delivery;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;

/**
 * Bounds the bytes of encoded series that are on their way, those of late replicas included: in
 * all, and per destination, so that one destination that hangs cannot take everything. Thread-safe.
 *
 * <p>The replicas of a series share its bytes, so a request counts once in all and once for each
 * destination. A destination's share is the whole divided by the number of destinations there are,
 * at most by {@link #MAX_SHARES}; one that has nothing on its way takes any request.
 */
public final class InflightBudget {
  /** With more destinations than this the shares do not get smaller. */
  static final int MAX_SHARES = 4;

  private final long maxBytes;
  private final Map<String, Long> byDestination = new HashMap<>();
  private long booked;

  /**
   * An empty budget.
   *
   * @param maxBytes the bound on all bytes (inflight_max_bytes)
   */
  public InflightBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** The bound on all bytes. */
  public long maxBytes() {
    return maxBytes;
  }

  /** The bytes on their way. */
  public synchronized long bookedBytes() {
    return booked;
  }

  /** The bytes on their way to a destination. */
  public synchronized long bookedBytes(String destination) {
    return byDestination.getOrDefault(destination, 0L);
  }

  /** Begins to book a request. */
  public Booking open() {
    return new Booking();
  }

  private synchronized boolean book(long bytes) {
    if (bytes > maxBytes - booked) {
      return false;
    }
    booked += bytes;
    return true;
  }

  private synchronized void free(long bytes) {
    booked -= bytes;
  }

  /** The most that one of so many destinations may have on its way. */
  long shareBytes(int destinations) {
    return maxBytes / Math.max(1, Math.min(destinations, MAX_SHARES));
  }

  /** Takes bytes out of a destination's share; false, and nothing taken, if it is used up. */
  synchronized boolean bookShare(String destination, long bytes, long shareBytes) {
    requireNonNull(destination, "destination is null");
    long before = bookedBytes(destination);
    if (before > 0 && bytes > shareBytes - before) {
      return false;
    }
    byDestination.put(destination, before + bytes);
    return true;
  }

  synchronized void freeShare(String destination, long bytes) {
    byDestination.computeIfPresent(
        destination, (key, before) -> before > bytes ? Long.valueOf(before - bytes) : null);
  }

  /** The bytes of one request. Used by one thread at a time. */
  public final class Booking implements AutoCloseable {
    private long bytes;

    private Booking() {}

    /** Books more bytes for the request; false, and nothing booked, if the budget is used up. */
    public boolean add(long more) {
      if (!book(more)) {
        return false;
      }
      bytes += more;
      return true;
    }

    /** What is booked for the request. */
    public long bytes() {
      return bytes;
    }

    /** Gives everything back. */
    @Override
    public void close() {
      free(bytes);
      bytes = 0;
    }
  }
}
