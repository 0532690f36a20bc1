package io.flaregate.phlare.durable;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the order of cumulative series: of each, one record at a time is tried, and those that come
 * after it wait until it is done with, since ingesters store the differences of what arrives. Not
 * thread-safe.
 */
final class SeriesOrder {
  /** A series, as far as its token tells it from others; equal tokens only wait needlessly. */
  private record Key(String tenant, int token) {}

  /** The record that is tried, and those behind it. */
  private static final class Line {
    private final long first;
    private @Nullable LongQueue behind;

    private Line(long first) {
      this.first = first;
    }
  }

  private final Map<Key, Line> lines = new HashMap<>();

  /** Whether a record may be tried; if not, it is handed out by {@link #done} when it may. */
  boolean mayTry(String tenant, int token, long id) {
    Line line = lines.putIfAbsent(new Key(tenant, token), new Line(id));
    if (line == null || line.first == id) {
      return true;
    }
    LongQueue behind = line.behind;
    if (behind == null) {
      behind = new LongQueue();
      line.behind = behind;
    }
    behind.add(id);
    return false;
  }

  /**
   * A record is lost, and with it of which series it was; the one that may be tried now, or 0.
   * Slow, since it is rare.
   */
  long lost(long id) {
    for (Map.Entry<Key, Line> each : lines.entrySet()) {
      if (each.getValue().first == id) {
        return done(each.getKey().tenant(), each.getKey().token(), id);
      }
    }
    return 0;
  }

  /** A record is done with; the one that may be tried now, or 0. */
  long done(String tenant, int token, long id) {
    Key key = new Key(tenant, token);
    Line line = lines.get(key);
    if (line == null || line.first != id) {
      return 0;
    }
    LongQueue behind = line.behind;
    if (behind == null || behind.isEmpty()) {
      lines.remove(key);
      return 0;
    }
    long next = behind.take();
    Line rest = new Line(next);
    rest.behind = behind;
    lines.put(key, rest);
    return next;
  }
}
