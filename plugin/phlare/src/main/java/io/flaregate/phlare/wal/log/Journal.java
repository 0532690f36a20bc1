package io.flaregate.phlare.wal.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what is acknowledged, in a file of small entries beside those of records: kind (1
 * byte), three zeros, two numbers, CRC-32C. An entry that is lost costs a duplicate at most, so
 * entries are written without an fsync, and a journal that could not be written is written anew
 * from what the log knows. Used by one thread at a time.
 *
 * <p>It also keeps, for every file of records, with which sequence it begins and how far it was
 * made safe. That tells damage from an append that was never finished, and what a file held that is
 * gone.
 */
final class Journal {
  static final String NAME = "journal";
  static final byte SALT = 1;
  static final byte ACKNOWLEDGED = 2;
  static final byte SAFE = 3;
  static final byte OPENED = 4;
  static final byte DONE = 5;

  private static final String NEW_NAME = "journal.new";
  static final int ENTRY_BYTES = 24;
  static final int CRC_AT = 20;
  private static final int BUFFER_ENTRIES = 1024;
  private static final int COUNT_BITS = 32;

  /** Writes everything that a journal is to say. */
  @FunctionalInterface
  interface Snapshot {
    void writeTo(Journal journal) throws IOException;
  }

  private final LogDirectory directory;
  private final ByteBuffer buffer = ByteBuffer.allocate(ENTRY_BYTES * BUFFER_ENTRIES);
  private final CRC32C crc = new CRC32C();
  private LogDirectory.@Nullable Output output;
  private long bytes;

  Journal(LogDirectory directory) {
    this.directory = directory;
  }

  /** The bytes of the file. */
  long bytes() {
    return bytes;
  }

  /** Whether entries can be added; if not, only {@link #rewrite} helps. */
  boolean isOpen() {
    return output != null;
  }

  void salt(long salt) throws IOException {
    put(SALT, salt, 0);
  }

  /** Records of a file, by their places in it, are done with. */
  void acknowledged(long file, int index, int count) throws IOException {
    put(ACKNOWLEDGED, file, (long) index << COUNT_BITS | count);
  }

  /** A file is safe up to before a sequence. */
  void safe(long file, long end) throws IOException {
    put(SAFE, file, end);
  }

  void opened(long file, long first) throws IOException {
    put(OPENED, file, first);
  }

  /** A file is done with; all its records came before a sequence. */
  void done(long file, long end) throws IOException {
    put(DONE, file, end);
  }

  private void put(byte kind, long a, long b) throws IOException {
    if (!buffer.hasRemaining()) {
      flush();
    }
    int at = buffer.position();
    buffer.putInt(kind << 24).putLong(a).putLong(b);
    crc.reset();
    crc.update(buffer.duplicate().limit(at + CRC_AT).position(at));
    buffer.putInt((int) crc.getValue());
  }

  /** Writes what was added. */
  void flush() throws IOException {
    LogDirectory.Output to = output;
    if (to == null) {
      throw new IOException("the journal is not open");
    }
    int added = buffer.position();
    if (added == 0) {
      return;
    }
    try {
      to.write(buffer.flip());
      bytes += added;
    } catch (IOException e) {
      close();
      throw e;
    } finally {
      buffer.clear();
    }
  }

  /** Writes what was added, and makes it survive a power cut. */
  void force() throws IOException {
    flush();
    LogDirectory.Output to = output;
    try {
      if (to != null) {
        to.force();
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Puts a new journal in place of the old one, which holds until the new one is safe. */
  void rewrite(Snapshot snapshot) throws IOException {
    close();
    buffer.clear();
    bytes = 0;
    try {
      output = directory.create(NEW_NAME);
      snapshot.writeTo(this);
      force();
      close();
      directory.rename(NEW_NAME, NAME);
      directory.force();
      output = directory.append(NAME);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Closes the file without writing anything more. */
  void close() {
    LogDirectory.Output to = output;
    output = null;
    if (to != null) {
      try {
        to.close();
      } catch (IOException e) {
        // What was written is there or is not; a journal need not be whole.
        return;
      }
    }
  }
}
