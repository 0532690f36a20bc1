package io.flaregate.otlp.exporter;

import java.io.OutputStream;
import java.util.Arrays;

/** Collects bytes, each array booked before it is made. Not thread-safe. */
final class BookedOutput extends OutputStream {
  private static final int FIRST_BYTES = 8 << 10;
  private static final long LARGEST_BYTES = Integer.MAX_VALUE - 8L;

  private final Room room;
  private byte[] bytes = {};
  private int size;

  BookedOutput(Room room) {
    this.room = room;
  }

  @Override
  public void write(int value) throws NoRoomException {
    ensure(1);
    bytes[size++] = (byte) value;
  }

  @Override
  public void write(byte[] source, int from, int length) throws NoRoomException {
    ensure(length);
    System.arraycopy(source, from, bytes, size, length);
    size += length;
  }

  private void ensure(int more) throws NoRoomException {
    long needed = (long) size + more;
    if (needed <= bytes.length) {
      return;
    }
    if (needed > LARGEST_BYTES) {
      throw new NoRoomException(true);
    }
    long twice = Math.max(FIRST_BYTES, 2L * bytes.length);
    resize((int) Math.min(LARGEST_BYTES, Math.max(needed, twice)));
  }

  private void resize(int capacity) throws NoRoomException {
    int before = bytes.length;
    room.grow(capacity);
    bytes = Arrays.copyOf(bytes, capacity);
    room.shrink(before);
  }

  /** All bytes, in an array of their size. Nothing may be written afterwards. */
  byte[] toByteArray() throws NoRoomException {
    if (size < bytes.length) {
      resize(size);
    }
    return bytes;
  }
}
