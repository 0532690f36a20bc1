package io.flaregate.phlare.wal.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where every record is that is not acknowledged. Thread-safe; its monitor is also what the writer
 * waits on.
 */
final class LogIndex {
  private static final int MAX_UNWRITTEN = 1 << 20;

  /** Where a record is. */
  record Place(String file, long salt, long sequence, int offset, int length) {}

  private final TreeMap<Long, Segment> segments = new TreeMap<>();

  /** The sequence of each record that was copied from where its id says. */
  private final LongLongMap moved = new LongLongMap();

  private long[] unwritten = new long[64];
  private int unwrittenCount;
  private boolean journalBehind;
  private long damagedRecords;
  private long damagedBytes;

  synchronized void add(Segment segment) {
    segments.put(segment.first(), segment);
    notifyAll();
  }

  synchronized void remove(Segment segment) {
    segments.remove(segment.first(), segment);
  }

  synchronized List<Segment> segments() {
    return new ArrayList<>(segments.values());
  }

  private @Nullable Segment holding(long sequence) {
    Map.Entry<Long, Segment> entry = segments.floorEntry(sequence);
    return entry == null ? null : entry.getValue();
  }

  private long sequenceOf(long id) {
    long elsewhere = moved.get(id);
    return elsewhere == LongLongMap.MISSING ? id : elsewhere;
  }

  /** Groups of records were made safe at the end of a file. */
  synchronized void safe(Segment segment, List<LogWriter.Group> groups, long first, long bytes) {
    long offset = segment.bytes();
    long sequence = first;
    for (LogWriter.Group group : groups) {
      for (LogWriter.Item item : group.items()) {
        int length = RecordFormat.length(item.payload());
        segment.add(sequence, (int) offset, length);
        if (item.copyOf() > 0) {
          relocated(item, segment, sequence);
        }
        offset += RecordFormat.HEADER_BYTES + (long) length;
        sequence++;
      }
    }
    segment.bytes(segment.bytes() + bytes);
    segment.safe();
  }

  /** A copy takes the place of a record, unless that was acknowledged meanwhile. */
  private void relocated(LogWriter.Item item, Segment segment, long to) {
    Segment old = holding(item.copyOf());
    if (old != null && kill(old, item.copyOf())) {
      moved.put(item.id(), to);
    } else {
      kill(segment, to);
    }
  }

  /**
   * A record was found again.
   *
   * @return whether it is to be shown: it is not acknowledged, nor known from another place
   */
  synchronized boolean found(Segment segment, long sequence, long id, int offset, int length) {
    segment.add(sequence, offset, length);
    if (!segment.isLive(sequence)) {
      return false;
    }
    if (id == sequence) {
      return true;
    }
    long before = sequenceOf(id);
    Segment other = holding(before);
    moved.put(id, sequence);
    return other == null || !kill(other, before);
  }

  /** All records of a file have been found. */
  synchronized void scanned(Segment segment) {
    segment.scanned();
    notifyAll();
  }

  /** Records of a file are damaged, up to before a sequence. */
  synchronized int missing(Segment segment, long until) {
    int lost = segment.skipTo(until);
    damagedRecords += lost;
    return lost;
  }

  /** The sequence after the last record of a file, as far as is known. */
  synchronized long end(Segment segment) {
    return segment.end();
  }

  /** Counts damage, which the journal is to know of, so that it is not counted again. */
  synchronized void damaged(long records, long bytes) {
    damagedRecords += records;
    damagedBytes += bytes;
    journalBehind = true;
  }

  /** Where a record is; null if it is acknowledged or unknown. */
  synchronized @Nullable Place find(long id) {
    long sequence = sequenceOf(id);
    Segment segment = holding(sequence);
    return segment == null || !segment.isLive(sequence) ? null : place(segment, sequence);
  }

  private static Place place(Segment segment, long sequence) {
    return new Place(
        segment.name(),
        segment.salt(),
        sequence,
        segment.offset(sequence),
        segment.length(sequence));
  }

  /** The id of the oldest record; 0 if there is none. */
  synchronized long oldestId() {
    // A copy stands later than its id, and what stands first is a copy or has its sequence as id.
    long oldest = moved.smallestKey();
    for (Segment each : segments.values()) {
      if (each.live() > 0) {
        long first = each.nextLive(each.first());
        return oldest == 0 ? first : Math.min(oldest, first);
      }
    }
    return oldest;
  }

  /** A record is done with. */
  synchronized boolean kill(long id) {
    long sequence = sequenceOf(id);
    moved.remove(id);
    Segment segment = holding(sequence);
    return segment != null && kill(segment, sequence);
  }

  /** A record at a place is done with, whatever its id. */
  synchronized boolean killAt(long sequence) {
    Segment segment = holding(sequence);
    return segment != null && kill(segment, sequence);
  }

  private boolean kill(Segment segment, long sequence) {
    if (!segment.kill(sequence)) {
      return false;
    }
    if (unwrittenCount == MAX_UNWRITTEN) {
      journalBehind = true;
      unwrittenCount = 0;
    }
    if (unwrittenCount == unwritten.length) {
      unwritten = Arrays.copyOf(unwritten, 2 * unwritten.length);
    }
    unwritten[unwrittenCount++] = sequence;
    if (unwrittenCount == 1) {
      notifyAll();
    }
    return true;
  }

  /** Whether records were done with that the journal does not know of. */
  synchronized boolean hasUnwritten() {
    return unwrittenCount > 0 || journalBehind;
  }

  /** Whether only a new journal can say all that happened. */
  synchronized boolean journalIsBehind() {
    return journalBehind;
  }

  /** A new journal says all that happened. */
  synchronized void journalIsNew() {
    journalBehind = false;
    unwrittenCount = 0;
  }

  /** The sequences that the journal does not know of, which from now on it does. */
  synchronized long[] takeUnwritten() {
    long[] taken = Arrays.copyOf(unwritten, unwrittenCount);
    unwrittenCount = 0;
    if (unwritten.length > 1024) {
      unwritten = new long[64];
    }
    return taken;
  }

  /** The file that holds a sequence, or held it; null if that is gone. */
  synchronized @Nullable Segment segmentOf(long sequence) {
    return holding(sequence);
  }

  /** Files that hold nothing more. */
  synchronized List<Segment> finished(@Nullable Segment active) {
    List<Segment> done = new ArrayList<>();
    for (Segment each : segments.values()) {
      if (each != active && each.isScanned() && each.live() == 0) {
        done.add(each);
      }
    }
    return done;
  }

  /** The oldest file of which so little is left that its records are better copied; else null. */
  synchronized @Nullable Segment sparse(@Nullable Segment active) {
    for (Segment each : segments.values()) {
      if (each != active
          && each.isScanned()
          && each.live() > 0
          && each.liveBytes() < each.bytes() / 4) {
        return each;
      }
    }
    return null;
  }

  /** The places of some live records of a file. */
  synchronized List<Place> places(Segment segment, int maxRecords, long maxBytes) {
    List<Place> places = new ArrayList<>();
    long bytes = 0;
    for (long at = segment.nextLive(segment.first());
        at < segment.end() && places.size() < maxRecords && bytes < maxBytes;
        at = segment.nextLive(at + 1)) {
      places.add(place(segment, at));
      bytes += segment.length(at);
    }
    return places;
  }

  /** The bytes of all files. */
  synchronized long bytes() {
    long sum = 0;
    for (Segment each : segments.values()) {
      sum += each.bytes();
    }
    return sum;
  }

  /** How full it is. */
  synchronized LogStats stats(long journalBytes, boolean replaying) {
    long live = 0;
    long liveBytes = 0;
    for (Segment each : segments.values()) {
      live += each.live();
      liveBytes += each.liveBytes();
    }
    return new LogStats(
        bytes() + journalBytes,
        live,
        liveBytes,
        segments.size(),
        damagedRecords,
        damagedBytes,
        replaying);
  }
}
