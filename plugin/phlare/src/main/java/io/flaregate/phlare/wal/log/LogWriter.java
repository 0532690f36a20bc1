package io.flaregate.phlare.wal.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes records into files: all that wait together, one fsync for them. Used by one thread.
 *
 * <p>After a failure the file is given up, since nobody knows what of it is on the disk (after a
 * failed fsync the kernel may drop pages and report success next time); the next records begin a
 * new one. That is also how it recovers from a full disk, and from a directory that was taken away.
 */
final class LogWriter {
  private static final int STAGE_BYTES = 512 << 10;

  private final LogDirectory directory;
  private final LogOptions options;
  private final LogListener listener;
  private final LogIndex index;
  private final JournalKeeper journal;
  private final long salt;
  private final RecordFormat format = new RecordFormat();
  private final ByteBuffer stage = ByteBuffer.allocateDirect(STAGE_BYTES);
  private long nextFile;
  private long nextSequence;
  private long previousFile;
  private long previousEnd;
  private @Nullable Active active;

  /** The file that is written. */
  private record Active(Segment segment, LogDirectory.Output output) {}

  /** A record to be written. */
  static final class Item {
    private final long id;
    private final long copyOf;
    private final byte[][] payload;

    /**
     * A record.
     *
     * @param id its name; 0: it gets its sequence as its name
     * @param copyOf the sequence of the record that it is to replace; 0: none
     */
    Item(long id, long copyOf, byte[][] payload) {
      this.id = id;
      this.copyOf = copyOf;
      this.payload = payload;
    }

    long id() {
      return id;
    }

    long copyOf() {
      return copyOf;
    }

    byte[][] payload() {
      return payload;
    }

    long diskBytes() {
      return (long) RecordFormat.HEADER_BYTES + RecordFormat.length(payload);
    }
  }

  /** Records that go into one file, and who waits for them. */
  record Group(List<Item> items, long bytes, Done done) {}

  /** Is told what became of a group. */
  interface Done {
    void safe(long firstSequence);

    void failed(IOException why);
  }

  LogWriter(
      LogDirectory directory,
      LogOptions options,
      LogListener listener,
      LogIndex index,
      JournalKeeper journal,
      Recovery recovery) {
    this.directory = directory;
    this.options = options;
    this.listener = listener;
    this.index = index;
    this.journal = journal;
    salt = recovery.salt();
    nextFile = recovery.nextFile();
    nextSequence = recovery.nextSequence();
  }

  /** The file that is written now; null: none. */
  @Nullable Segment active() {
    Active now = active;
    return now == null ? null : now.segment();
  }

  /** Writes groups and makes them safe. */
  void commit(List<Group> groups) {
    int from = 0;
    while (from < groups.size()) {
      int until = from;
      try {
        Active into = room(groups.get(from).bytes());
        long bytes = into.segment().bytes();
        do {
          bytes += groups.get(until++).bytes();
        } while (until < groups.size()
            && bytes + groups.get(until).bytes() <= options.segmentBytes());
        write(into, groups.subList(from, until));
      } catch (IOException e) {
        giveUp();
        until = Math.max(until, from + 1);
        listener.failed("append " + (until - from) + " groups of records", e);
        for (Group each : groups.subList(from, until)) {
          each.done().failed(e);
        }
      }
      from = until;
    }
  }

  /** A file with room for so many bytes, or an empty one. */
  private Active room(long bytes) throws IOException {
    Active now = active;
    if (now != null) {
      Segment segment = now.segment();
      if (segment.bytes() == SegmentHeader.BYTES
          || segment.bytes() + bytes <= options.segmentBytes()) {
        return now;
      }
      active = null;
      previousFile = segment.file();
      previousEnd = segment.end();
      now.output().close();
    }
    return begin();
  }

  private Active begin() throws IOException {
    directory.lock();
    SegmentHeader header =
        new SegmentHeader(nextFile++, nextSequence, previousFile, previousEnd, salt);
    String name = SegmentHeader.name(header.file());
    LogDirectory.Output output = directory.create(name);
    try {
      output.write(header.toBytes());
      output.force();
      directory.force();
    } catch (IOException e) {
      close(output);
      directory.delete(name);
      throw e;
    }
    Active opened = new Active(Segment.written(header), output);
    index.add(opened.segment());
    journal.opened(opened.segment());
    active = opened;
    return opened;
  }

  private void write(Active into, List<Group> groups) throws IOException {
    long first = nextSequence;
    long bytes = 0;
    int records = 0;
    for (Group group : groups) {
      bytes += group.bytes();
      records += group.items().size();
      for (Item item : group.items()) {
        stage(into.output(), item, nextSequence++);
      }
    }
    flush(into.output());
    long start = System.nanoTime();
    into.output().force();
    long nanos = System.nanoTime() - start;
    index.safe(into.segment(), groups, first, bytes);
    journal.safe(into.segment());
    listener.committed(records, bytes, nanos);
    for (Group group : groups) {
      group.done().safe(first);
      first += group.items().size();
    }
  }

  private void stage(LogDirectory.Output output, Item item, long sequence) throws IOException {
    if (stage.remaining() < RecordFormat.HEADER_BYTES) {
      flush(output);
    }
    format.putHeader(stage, salt, sequence, item.id() == 0 ? sequence : item.id(), item.payload());
    for (byte[] part : item.payload()) {
      int from = 0;
      while (from < part.length) {
        if (!stage.hasRemaining()) {
          flush(output);
        }
        int some = Math.min(stage.remaining(), part.length - from);
        stage.put(part, from, some);
        from += some;
      }
    }
  }

  private void flush(LogDirectory.Output output) throws IOException {
    stage.flip();
    try {
      output.write(stage);
    } finally {
      stage.clear();
    }
  }

  private void giveUp() {
    stage.clear();
    Active was = active;
    active = null;
    if (was == null) {
      return;
    }
    previousFile = was.segment().file();
    previousEnd = was.segment().end();
    try {
      was.output().truncate(was.segment().bytes());
    } catch (IOException e) {
      // Then records stay that a sender may send again: duplicates, not losses.
      listener.failed("cut what could not be written from " + was.segment().name(), e);
    }
    close(was.output());
  }

  private static void close(LogDirectory.Output output) {
    try {
      output.close();
    } catch (IOException e) {
      // What counts was forced, or has failed already.
      return;
    }
  }

  /** Copies some of what is left in a file to the end of the log, so that the file can go. */
  void relocate(List<RecordReader.Found> records, List<Long> from) {
    List<Item> items = new ArrayList<>();
    long bytes = 0;
    for (int i = 0; i < records.size(); i++) {
      RecordReader.Found record = records.get(i);
      Item item = new Item(record.id(), from.get(i), new byte[][] {record.payload()});
      items.add(item);
      bytes += item.diskBytes();
    }
    Done ignored =
        new Done() {
          @Override
          public void safe(long firstSequence) {}

          @Override
          public void failed(IOException why) {}
        };
    commit(List.of(new Group(items, bytes, ignored)));
  }

  /** Closes the file; what was written to it is safe already. */
  void close() {
    Active was = active;
    active = null;
    if (was != null) {
      close(was.output());
    }
  }
}
