package io.flaregate.phlare.wal.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** What a {@link Journal} on disk says, as far as it is undamaged. */
final class JournalContents {
  private static final int MAX_INDEX = 1 << 26;
  private static final int COUNT_BITS = 32;

  /** What is known of a file of records. */
  static final class FileState {
    /** The sequence of the first record; 0: not known. */
    long first;

    /** The sequence after the last one that was made safe; 0: not known. */
    long end;

    boolean done;

    /** Which records are done with, by place. */
    final BitSet acknowledged = new BitSet();
  }

  private final TreeMap<Long, FileState> files = new TreeMap<>();
  private long salt;
  private long highest;
  private long damagedEntries;

  private JournalContents() {}

  /** Says nothing. */
  static JournalContents empty() {
    return new JournalContents();
  }

  /** Reads the journal of a directory; an empty one if there is none. */
  static JournalContents read(LogDirectory directory) throws IOException {
    JournalContents contents = new JournalContents();
    if (!directory.list().contains(Journal.NAME)) {
      return contents;
    }
    try (LogDirectory.Input input = directory.open(Journal.NAME)) {
      Window window = new Window();
      window.open(input);
      CRC32C crc = new CRC32C();
      long end = window.size() - Journal.ENTRY_BYTES;
      for (long position = 0; position <= end; position += Journal.ENTRY_BYTES) {
        int at = window.at(position, Journal.ENTRY_BYTES);
        ByteBuffer in = window.bytes();
        crc.reset();
        crc.update(in.duplicate().limit(at + Journal.CRC_AT).position(at));
        if ((int) crc.getValue() == in.getInt(at + Journal.CRC_AT)) {
          contents.take(in.get(at), in.getLong(at + 4), in.getLong(at + 12));
        } else {
          contents.damagedEntries++;
        }
      }
    }
    return contents;
  }

  private void take(byte kind, long a, long b) {
    switch (kind) {
      case Journal.SALT -> salt = a;
      case Journal.ACKNOWLEDGED -> acknowledged(file(a), (int) (b >>> COUNT_BITS), (int) b);
      case Journal.SAFE -> {
        FileState file = file(a);
        file.end = Math.max(file.end, b);
        highest = Math.max(highest, b);
      }
      case Journal.OPENED -> {
        file(a).first = b;
        highest = Math.max(highest, b);
      }
      case Journal.DONE -> {
        file(a).done = true;
        highest = Math.max(highest, b);
      }
      default -> damagedEntries++;
    }
  }

  private static void acknowledged(FileState file, int index, int count) {
    if (index >= 0 && count > 0 && index <= MAX_INDEX - count) {
      file.acknowledged.set(index, index + count);
    }
  }

  private FileState file(long number) {
    return files.computeIfAbsent(number, key -> new FileState());
  }

  /** What is known of each file, also of those that are gone. */
  Map<Long, FileState> files() {
    return files;
  }

  /** The salt of the log; 0: not known. */
  long salt() {
    return salt;
  }

  /** No sequence that was given out is known to be as high. */
  long highest() {
    return highest;
  }

  /** How many entries could not be read. */
  long damagedEntries() {
    return damagedEntries;
  }
}
