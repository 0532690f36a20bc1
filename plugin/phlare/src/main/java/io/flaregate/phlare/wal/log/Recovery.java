package io.flaregate.phlare.wal.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a directory holds: the files at once, from journal and headers; their records later,
 * in {@link #replay}. It never changes anything.
 */
final class Recovery {
  private final LogDirectory directory;
  private final JournalContents journal;
  private final List<Segment> segments = new ArrayList<>();
  private final List<String> headless = new ArrayList<>();
  private final List<String> finished = new ArrayList<>();
  private final List<Damage> gone = new ArrayList<>();
  private final List<String> foreign = new ArrayList<>();
  private final long salt;
  private long nextFile = 1;
  private long nextSequence = 1;

  private Recovery(LogDirectory directory, JournalContents journal, long salt) {
    this.directory = directory;
    this.journal = journal;
    this.salt = salt;
  }

  /** Looks at the files of a directory. */
  static Recovery of(LogDirectory directory) throws IOException {
    TreeMap<Long, @Nullable SegmentHeader> headers = new TreeMap<>();
    Map<Long, Long> sizes = new HashMap<>();
    for (String name : directory.list()) {
      long number = SegmentHeader.number(name);
      if (number > 0) {
        try (LogDirectory.Input input = directory.open(name)) {
          headers.put(number, header(input));
          sizes.put(number, input.size());
        } catch (java.nio.file.NoSuchFileException e) {
          // The log that is read beside us has just finished this file.
          headers.remove(number);
        }
      }
    }
    JournalContents journal = JournalContents.read(directory);
    long salt = salt(headers, journal);
    boolean isOfThisLog = journal.salt() == 0 || journal.salt() == salt;
    JournalContents heeded = isOfThisLog ? journal : JournalContents.empty();
    Recovery recovery = new Recovery(directory, heeded, salt);
    for (Map.Entry<Long, @Nullable SegmentHeader> each : headers.entrySet()) {
      recovery.file(each.getKey(), each.getValue(), sizes.getOrDefault(each.getKey(), 0L));
    }
    recovery.missingFiles(headers);
    if (!isOfThisLog) {
      recovery.ignored(journal);
    }
    return recovery;
  }

  /**
   * Which log the directory is of: the journal's, if any file is of that log or may be; else the
   * one that most files are of. So files of another log never outvote a journal and what is left of
   * its own.
   */
  private static long salt(Map<Long, @Nullable SegmentHeader> headers, JournalContents journal) {
    if (journal.salt() != 0 && mayHaveFilesIn(headers, journal)) {
      return journal.salt();
    }
    Map<Long, Integer> votes = new HashMap<>();
    for (SegmentHeader header : headers.values()) {
      if (header != null) {
        votes.merge(header.salt(), 1, Integer::sum);
      }
    }
    long fallback =
        journal.salt() == 0 ? ThreadLocalRandom.current().nextLong() | 1 : journal.salt();
    return votes.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(fallback);
  }

  private static boolean mayHaveFilesIn(
      Map<Long, @Nullable SegmentHeader> headers, JournalContents journal) {
    for (Map.Entry<Long, @Nullable SegmentHeader> each : headers.entrySet()) {
      SegmentHeader header = each.getValue();
      if (header == null
          ? journal.files().containsKey(each.getKey())
          : header.salt() == journal.salt()) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable SegmentHeader header(LogDirectory.Input input) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES);
    input.read(0, bytes);
    return SegmentHeader.parse(bytes.flip());
  }

  private void file(long number, @Nullable SegmentHeader header, long bytes) throws IOException {
    String name = SegmentHeader.name(number);
    nextFile = Math.max(nextFile, number + 1);
    JournalContents.FileState state = journal.files().get(number);
    if (state != null && state.done) {
      finished.add(name);
      return;
    }
    if (header != null && (header.file() != number || header.salt() != salt)) {
      foreign.add(name);
      return;
    }
    SegmentHeader known = header;
    if (known == null) {
      headless.add(name);
      long first = state != null && state.first > 0 ? state.first : firstRecord(name);
      if (first == 0) {
        gone.add(new Damage(name, 0, bytes, bytes));
        finished.add(name);
        return;
      }
      known = new SegmentHeader(number, first, 0, 0, salt);
    }
    segments.add(
        Segment.found(
            known,
            bytes,
            state == null ? new java.util.BitSet() : state.acknowledged,
            state == null ? 0 : state.end));
    long most = Math.max(0, bytes - SegmentHeader.BYTES) / RecordFormat.HEADER_BYTES;
    nextSequence = Math.max(nextSequence, known.first() + most + 1);
  }

  /** The sequence of the first record that can be read in a file without a header; 0: none. */
  private long firstRecord(String name) throws IOException {
    long[] first = {0};
    try (LogDirectory.Input input = directory.open(name)) {
      SegmentScan.Sink sink =
          (sequence, id, offset, length, in, at) -> first[0] = first[0] == 0 ? sequence : first[0];
      new SegmentScan().scan(input, 0, salt, false, sink);
    }
    return first[0];
  }

  /** What the journal knows of and the directory does not have, or has only another file for. */
  private void missingFiles(Map<Long, @Nullable SegmentHeader> present) {
    nextSequence = Math.max(nextSequence, journal.highest() + 1);
    for (Map.Entry<Long, JournalContents.FileState> each : journal.files().entrySet()) {
      nextFile = Math.max(nextFile, each.getKey() + 1);
      JournalContents.FileState state = each.getValue();
      // In a damaged journal the entry may be missing that the file was finished.
      if (state.done
          || isPresent(each.getKey(), present)
          || state.first == 0
          || journal.damagedEntries() > 0) {
        continue;
      }
      long records = state.end - state.first - state.acknowledged.cardinality();
      if (records > 0) {
        gone.add(new Damage(SegmentHeader.name(each.getKey()), records, 0, 0));
      }
    }
  }

  /**
   * A journal that is not of this log says nothing of its files. If it was the only thing left of
   * the right log, what it knows of is lost: better a false alarm than silence.
   */
  private void ignored(JournalContents other) {
    if (other.damagedEntries() > 0) {
      return;
    }
    for (Map.Entry<Long, JournalContents.FileState> each : other.files().entrySet()) {
      JournalContents.FileState state = each.getValue();
      long records = state.end - state.first - state.acknowledged.cardinality();
      if (!state.done && state.first > 0 && records > 0) {
        gone.add(new Damage(SegmentHeader.name(each.getKey()), records, 0, 0));
      }
    }
  }

  private boolean isPresent(long file, Map<Long, @Nullable SegmentHeader> present) {
    return present.containsKey(file) && !foreign.contains(SegmentHeader.name(file));
  }

  /** The files with records, oldest first. */
  List<Segment> segments() {
    return segments;
  }

  /** Files that hold nothing more. */
  List<String> finished() {
    return finished;
  }

  /** Files that should be there and are not, or hold nothing that can be read. */
  List<Damage> gone() {
    return gone;
  }

  /** Files that belong to another log. */
  List<String> foreign() {
    return foreign;
  }

  long salt() {
    return salt;
  }

  long nextFile() {
    return nextFile;
  }

  long nextSequence() {
    return nextSequence;
  }

  /** How many entries of the journal could not be read. */
  long damagedEntries() {
    return journal.damagedEntries();
  }

  /**
   * Reads the records of all files, oldest first, into an index.
   *
   * @param stop whether to end early
   */
  void replay(LogIndex index, RecordVisitor visitor, LogListener listener, BooleanSupplier stop)
      throws IOException {
    SegmentScan scan = new SegmentScan();
    for (int i = 0; i < segments.size() && !stop.getAsBoolean(); i++) {
      Segment segment = segments.get(i);
      Segment next = i + 1 < segments.size() ? segments.get(i + 1) : null;
      long safeEnd = segment.safeEnd();
      if (next != null && next.previous() == segment.file()) {
        safeEnd = Math.max(safeEnd, next.previousEnd());
      }
      Damage damage = replay(scan, segment, safeEnd, index, visitor);
      if (damage.isAny()) {
        index.damaged(0, damage.bytes());
        listener.damaged(damage);
      }
    }
  }

  private Damage replay(
      SegmentScan scan, Segment segment, long safeEnd, LogIndex index, RecordVisitor visitor)
      throws IOException {
    long[] lost = {0};
    SegmentScan.Sink sink =
        (sequence, id, offset, length, in, payloadAt) -> {
          lost[0] += index.missing(segment, sequence);
          if (index.found(segment, sequence, id, offset, length)) {
            visitor.visit(id, in.slice(payloadAt, length));
          }
        };
    SegmentScan.Result result;
    try (LogDirectory.Input input = directory.open(segment.name())) {
      boolean hasHeader = !headless.contains(segment.name());
      result = scan.scan(input, segment.first(), segment.salt(), hasHeader, sink);
    } catch (java.nio.file.NoSuchFileException e) {
      result = new SegmentScan.Result(segment.first(), 0, 0);
    }
    // What was never made safe is no loss: nobody was told that it is kept.
    boolean torn = safeEnd > 0 && index.end(segment) >= safeEnd;
    if (!torn) {
      lost[0] += index.missing(segment, Math.max(safeEnd, safeEnd == 0 ? result.end() : 0));
    }
    index.scanned(segment);
    return new Damage(segment.name(), lost[0], result.badBytes(), torn ? result.tailBytes() : 0);
  }
}
