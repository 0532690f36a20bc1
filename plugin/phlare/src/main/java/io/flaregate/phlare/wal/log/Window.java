package io.flaregate.phlare.wal.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The part of a file that is looked at, read in large pieces. It grows to a piece or the largest
 * record, and is no larger than the file. Not thread-safe.
 */
final class Window {
  private static final int PIECE_BYTES = 256 << 10;

  private ByteBuffer bytes = ByteBuffer.allocate(0);
  private LogDirectory.@org.jspecify.annotations.Nullable Input input;
  private long start;
  private long size;

  /** Begins with a file as long as it is now. */
  void open(LogDirectory.Input file) throws IOException {
    input = file;
    size = file.size();
    start = 0;
    int piece = (int) Math.min(PIECE_BYTES, size);
    if (bytes.capacity() < piece) {
      bytes = ByteBuffer.allocate(piece);
    }
    bytes.clear().limit(0);
  }

  long size() {
    return size;
  }

  /** The bytes; what stands where, {@link #at} says. */
  ByteBuffer bytes() {
    return bytes;
  }

  /**
   * Makes bytes of the file available.
   *
   * @return where they stand in {@link #bytes}
   * @throws IOException if they cannot be read
   */
  int at(long position, int length) throws IOException {
    if (position < start || position + length > start + bytes.limit()) {
      load(position, length);
    }
    return (int) (position - start);
  }

  private void load(long position, int length) throws IOException {
    LogDirectory.Input from = input;
    if (from == null || position + length > size) {
      throw new IOException("bytes " + position + " to " + (position + length) + " of " + size);
    }
    if (length > bytes.capacity()) {
      bytes = ByteBuffer.allocate(length);
    }
    bytes.clear().limit((int) Math.min(bytes.capacity(), size - position));
    start = position;
    int got = from.read(position, bytes);
    bytes.flip();
    if (got < length) {
      bytes.limit(0);
      throw new IOException("the file became shorter while it was read");
    }
  }
}
