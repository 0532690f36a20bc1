package io.flaregate.phlare.delivery;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Remembers which series destinations have refused alone and whether they have stored others of the
 * same tenant since. Thread-safe.
 *
 * <p>An ingester answers {@code unknown} or {@code internal} to a pprof that it cannot read, but
 * also to everything of a tenant whose database it cannot open. What tells the two apart is whether
 * it takes others of the tenant: in the same write, which {@link Lane} sees, or, for a series that
 * came alone, between two tries of it. A series is known by its name, which its content gives, so
 * that a sender's retry and one from the write-ahead log are the same. Only stores after the first
 * refusal count: an ingester that has just lost its disk stored others a moment before as well.
 *
 * <p>Bounded: beyond {@link #MAX_SERIES} the oldest refusal is forgotten, which costs one more try.
 */
final class RefusalMemory {
  /** How many refusals are remembered. */
  static final int MAX_SERIES = 4096;

  private record Refusal(String destination, UUID series) {}

  private record Owner(String destination, String tenant) {}

  /** What is known of a refusal: the number of stores of its owner's at that moment. */
  private final Map<Refusal, Long> refusals =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Refusal, Long> eldest) {
          return size() > MAX_SERIES;
        }
      };

  /** How often each owner of a refusal has stored something; only those are counted. */
  private final Map<Owner, Long> stores = new HashMap<>();

  private volatile boolean empty = true;

  /** Notes that a destination has stored something of a tenant. */
  void stored(String destination, String tenant) {
    if (!empty) {
      count(new Owner(destination, tenant));
    }
  }

  private synchronized void count(Owner owner) {
    stores.computeIfPresent(owner, (key, count) -> count + 1);
  }

  /**
   * Notes that a destination has refused a series alone.
   *
   * @return whether it had refused it before and has stored others of the tenant since
   */
  synchronized boolean refused(String destination, String tenant, UUID series) {
    requireNonNull(series, "series is null");
    if (stores.size() >= MAX_SERIES) {
      stores.clear();
      refusals.clear();
    }
    empty = false;
    long now = stores.computeIfAbsent(new Owner(destination, tenant), key -> 0L);
    Long before = refusals.putIfAbsent(new Refusal(destination, series), now);
    return before != null && before < now;
  }
}
