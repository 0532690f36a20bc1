package io.flaregate.phlare.wal.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads single records. Opens the file each time, so that a thread's interrupt hurts no other. */
final class RecordReader {
  private final LogDirectory directory;

  RecordReader(LogDirectory directory) {
    this.directory = directory;
  }

  /** A record: its name and its bytes. */
  static final class Found {
    private final long id;
    private final byte[] payload;

    Found(long id, byte[] payload) {
      this.id = id;
      this.payload = payload;
    }

    long id() {
      return id;
    }

    byte[] payload() {
      return payload;
    }
  }

  /**
   * Reads a record.
   *
   * @throws RecordLostException if it is damaged or gone
   * @throws IOException if the disk cannot be read now
   */
  Found read(LogIndex.Place place) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(RecordFormat.HEADER_BYTES + place.length());
    try (LogDirectory.Input input = directory.open(place.file())) {
      input.read(place.offset(), bytes);
    } catch (java.nio.file.NoSuchFileException e) {
      throw new RecordLostException(what(place) + " is gone", e);
    }
    RecordFormat format = new RecordFormat();
    boolean whole =
        !bytes.hasRemaining()
            && format.isHeader(bytes, 0, place.salt())
            && RecordFormat.sequence(bytes, 0) == place.sequence()
            && RecordFormat.length(bytes, 0) == place.length()
            && format.isWhole(bytes, 0, place.salt());
    if (!whole) {
      throw new RecordLostException(what(place) + " is damaged");
    }
    byte[] payload = new byte[place.length()];
    bytes.get(RecordFormat.HEADER_BYTES, payload);
    return new Found(RecordFormat.id(bytes, 0), payload);
  }

  private static String what(LogIndex.Place place) {
    return "record " + place.sequence() + " in " + place.file();
  }
}
