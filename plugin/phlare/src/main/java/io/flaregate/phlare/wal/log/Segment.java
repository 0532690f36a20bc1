package io.flaregate.phlare.wal.log;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Where the records of a file are, and which of them are done with: 8 bytes and a bit per record.
 * Not thread-safe.
 */
final class Segment {
  private static final int ABSENT = -1;

  private final long file;
  private final long first;
  private final long previous;
  private final long previousEnd;
  private final long salt;
  private int[] offsets = new int[16];
  private int[] lengths = new int[16];
  private final BitSet dead = new BitSet();
  private int count;
  private long bytes;
  private int live;
  private long liveBytes;
  private long safeEnd;
  private boolean scanned;

  /** A file that is written now. */
  static Segment written(SegmentHeader header) {
    Segment segment = new Segment(header, SegmentHeader.BYTES);
    segment.safeEnd = header.first();
    segment.scanned = true;
    return segment;
  }

  /**
   * A file that was written before, of which nothing is known yet.
   *
   * @param acknowledged which records are done with, by place
   * @param safeEnd the sequence after the last record that was made safe; 0: not known
   */
  static Segment found(SegmentHeader header, long bytes, BitSet acknowledged, long safeEnd) {
    Segment segment = new Segment(header, bytes);
    segment.dead.or(acknowledged);
    segment.safeEnd = safeEnd;
    return segment;
  }

  private Segment(SegmentHeader header, long bytes) {
    file = header.file();
    first = header.first();
    previous = header.previous();
    previousEnd = header.previousEnd();
    salt = header.salt();
    this.bytes = bytes;
  }

  long file() {
    return file;
  }

  String name() {
    return SegmentHeader.name(file);
  }

  long first() {
    return first;
  }

  /** The sequence after the last record. */
  long end() {
    return first + count;
  }

  long previous() {
    return previous;
  }

  long previousEnd() {
    return previousEnd;
  }

  long salt() {
    return salt;
  }

  /** How many records are not done with. */
  int live() {
    return live;
  }

  /** The bytes of those. */
  long liveBytes() {
    return liveBytes;
  }

  /** The bytes of the file. */
  long bytes() {
    return bytes;
  }

  void bytes(long now) {
    bytes = now;
  }

  /** Takes the next record; those between the last one and this are absent. */
  void add(long sequence, int offset, int length) {
    skipTo(sequence);
    int index = count;
    ensure(index + 1);
    offsets[index] = offset;
    lengths[index] = length;
    count = index + 1;
    if (!dead.get(index)) {
      live++;
      liveBytes += length + RecordFormat.HEADER_BYTES;
    }
  }

  /**
   * The records up to before a sequence are absent.
   *
   * @return how many of them were not done with
   */
  int skipTo(long sequence) {
    int index = Math.toIntExact(sequence - first);
    int lost = 0;
    ensure(index);
    while (count < index) {
      offsets[count] = ABSENT;
      if (!dead.get(count)) {
        dead.set(count);
        lost++;
      }
      count++;
    }
    return lost;
  }

  /** The sequence after the last record that is known to be safe; 0: not known. */
  long safeEnd() {
    return safeEnd;
  }

  /** Everything so far is safe. */
  void safe() {
    safeEnd = end();
  }

  /** Whether all records of the file are known. */
  boolean isScanned() {
    return scanned;
  }

  /** All records of the file are known now. */
  void scanned() {
    scanned = true;
    safeEnd = Math.max(safeEnd, end());
    dead.clear(count, Math.max(count, dead.length()));
  }

  private void ensure(int size) {
    if (size > offsets.length) {
      int larger = Math.max(size, 2 * offsets.length);
      offsets = Arrays.copyOf(offsets, larger);
      lengths = Arrays.copyOf(lengths, larger);
    }
  }

  boolean isLive(long sequence) {
    return sequence >= first && sequence < end() && !dead.get((int) (sequence - first));
  }

  /** A record is done with; false if it was before. */
  boolean kill(long sequence) {
    if (!isLive(sequence)) {
      return false;
    }
    int index = (int) (sequence - first);
    dead.set(index);
    live--;
    liveBytes -= lengths[index] + RecordFormat.HEADER_BYTES;
    return true;
  }

  int offset(long sequence) {
    return offsets[(int) (sequence - first)];
  }

  int length(long sequence) {
    return lengths[(int) (sequence - first)];
  }

  /** The sequence of the first live record from one on; {@link #end} if there is none. */
  long nextLive(long from) {
    int index = dead.nextClearBit((int) (from - first));
    return first + Math.min(index, count);
  }

  /** Which records are done with, by place. */
  BitSet dead() {
    return dead;
  }
}
