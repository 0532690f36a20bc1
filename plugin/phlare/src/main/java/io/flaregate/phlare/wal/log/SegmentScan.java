package io.flaregate.phlare.wal.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads the records of a file, whatever happened to it: what is damaged is stepped over, and
 * counted. Serves one thread at a time.
 *
 * <p>A header that is whole tells where the next record begins, also if its payload is damaged.
 * Where a header is damaged, the next whole one is searched byte by byte. Sequences have no gaps,
 * so the records between two that were found are the difference of theirs.
 */
final class SegmentScan {
  /** Is told what a file holds. */
  @FunctionalInterface
  interface Sink {
    /** A whole record; the payload stands in the window from {@code payloadAt} on. */
    void record(long sequence, long id, int offset, int length, ByteBuffer window, int payloadAt);
  }

  /**
   * What was found besides whole records.
   *
   * @param end the sequence after the last record of which at least the header is whole; 0: none
   * @param badBytes all bytes that are not part of a whole record
   * @param tailBytes of these, those after the last whole record
   */
  record Result(long end, long badBytes, long tailBytes) {}

  private final RecordFormat format = new RecordFormat();
  private final Window window = new Window();

  /**
   * Reads a file.
   *
   * @param first the sequence of the first record; 0: not known
   * @param salt begins the checksums
   * @param hasHeader whether the file's header is whole
   */
  Result scan(LogDirectory.Input input, long first, long salt, boolean hasHeader, Sink sink)
      throws IOException {
    window.open(input);
    long size = window.size();
    long position = Math.min(size, SegmentHeader.BYTES);
    long badBytes = hasHeader ? 0 : position;
    long tail = 0;
    long expected = first;
    while (position < size) {
      long bytes;
      boolean whole = false;
      if (headerAt(position, salt, expected)) {
        int at = window.at(position, RecordFormat.HEADER_BYTES);
        expected = RecordFormat.sequence(window.bytes(), at) + 1;
        bytes = (long) RecordFormat.HEADER_BYTES + RecordFormat.length(window.bytes(), at);
        // The rest of the last one may be cut off.
        whole = bytes <= size - position && record(position, (int) bytes, salt, sink);
        bytes = Math.min(bytes, size - position);
      } else {
        bytes = search(position + 1, salt, expected) - position;
      }
      badBytes += whole ? 0 : bytes;
      tail = whole ? 0 : tail + bytes;
      position += bytes;
    }
    return new Result(expected, badBytes, tail);
  }

  private boolean record(long position, int bytes, long salt, Sink sink) throws IOException {
    int at = window.at(position, bytes);
    ByteBuffer in = window.bytes();
    if (!format.isWhole(in, at, salt)) {
      return false;
    }
    sink.record(
        RecordFormat.sequence(in, at),
        RecordFormat.id(in, at),
        (int) position,
        bytes - RecordFormat.HEADER_BYTES,
        in,
        at + RecordFormat.HEADER_BYTES);
    return true;
  }

  private boolean headerAt(long position, long salt, long expected) throws IOException {
    if (window.size() - position < RecordFormat.HEADER_BYTES) {
      return false;
    }
    int at = window.at(position, RecordFormat.HEADER_BYTES);
    return format.isHeader(window.bytes(), at, salt)
        && RecordFormat.sequence(window.bytes(), at) >= expected;
  }

  /** Where the next whole header is; the end of the file if there is none. */
  private long search(long from, long salt, long expected) throws IOException {
    byte first = RecordFormat.firstByte();
    for (long position = from; window.size() - position >= RecordFormat.HEADER_BYTES; position++) {
      int at = window.at(position, RecordFormat.HEADER_BYTES);
      if (window.bytes().get(at) == first && headerAt(position, salt, expected)) {
        return position;
      }
    }
    return window.size();
  }
}
