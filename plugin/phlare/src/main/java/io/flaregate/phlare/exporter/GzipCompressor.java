package io.flaregate.phlare.exporter;

import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Compresses byte arrays to gzip (RFC 1952), one member each, without name and time, so that equal
 * input gives equal output. Serves one thread at a time; holds native memory until it is closed.
 */
final class GzipCompressor implements AutoCloseable {
  private static final int HEADER_BYTES = 10;
  private static final int TRAILER_BYTES = 8;
  private static final int FASTEST = 4;
  private static final int UNKNOWN_SYSTEM = 255;
  private static final int MIN_BUFFER_BYTES = 4 << 10;
  private static final int KEPT_BUFFER_BYTES = 1 << 20;

  private final int level;
  private final Deflater deflater;
  private final CRC32 crc = new CRC32();
  private byte[] buffer = new byte[MIN_BUFFER_BYTES];

  /**
   * A compressor.
   *
   * @param level 1 (fast) to 9 (small)
   */
  GzipCompressor(int level) {
    this.level = level;
    deflater = new Deflater(level, true);
  }

  /** Compresses a part of an array. */
  byte[] compress(byte[] source, int offset, int length) {
    deflater.reset();
    deflater.setInput(source, offset, length);
    deflater.finish();
    int end = header();
    while (!deflater.finished()) {
      if (buffer.length - end < TRAILER_BYTES + 1) {
        buffer = Arrays.copyOf(buffer, Math.multiplyExact(buffer.length, 2));
      }
      end += deflater.deflate(buffer, end, buffer.length - end);
    }
    if (buffer.length - end < TRAILER_BYTES) {
      buffer = Arrays.copyOf(buffer, Math.addExact(buffer.length, TRAILER_BYTES));
    }
    crc.reset();
    crc.update(source, offset, length);
    end = littleEndian((int) crc.getValue(), end);
    end = littleEndian(length, end);
    byte[] compressed = Arrays.copyOf(buffer, end);
    if (buffer.length > KEPT_BUFFER_BYTES) {
      buffer = new byte[MIN_BUFFER_BYTES];
    }
    return compressed;
  }

  private int header() {
    Arrays.fill(buffer, 0, HEADER_BYTES, (byte) 0);
    buffer[0] = 0x1f;
    buffer[1] = (byte) 0x8b;
    buffer[2] = Deflater.DEFLATED;
    buffer[8] = (byte) (level == 1 ? FASTEST : 0);
    buffer[9] = (byte) UNKNOWN_SYSTEM;
    return HEADER_BYTES;
  }

  private int littleEndian(int value, int at) {
    for (int i = 0; i < Integer.BYTES; i++) {
      buffer[at + i] = (byte) (value >>> (Byte.SIZE * i));
    }
    return at + Integer.BYTES;
  }

  @Override
  public void close() {
    deflater.end();
  }
}
