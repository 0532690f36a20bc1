package io.flaregate.phlare.compress;

import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Compresses byte arrays to gzip (RFC 1952), one member each, without name and time, so that equal
 * input gives equal output on one machine. Serves one thread at a time; keeps a buffer for the next
 * input, and native memory until it is closed.
 */
public final class GzipCompressor implements AutoCloseable {
  private static final int HEADER_BYTES = 10;
  private static final int TRAILER_BYTES = 8;
  private static final int FASTEST = 4;
  private static final int UNKNOWN_SYSTEM = 255;

  /** Above it GKL has a zlib that gave the JDK's output at the JDK's speed. */
  private static final int MAX_NATIVE_LEVEL = 2;

  private static final int KEPT_BUFFER_BYTES = 4 << 20;

  /** What a stream takes beyond an eighth more than its input: its blocks' headers and its end. */
  private static final int ROOM_BYTES = 512;

  private final int level;
  private final DeflateEngine engine;
  private final CRC32 crc = new CRC32();
  private byte[] buffer = new byte[0];
  private boolean closed;

  private GzipCompressor(int level, DeflateEngine engine) {
    this.level = level;
    this.engine = engine;
  }

  /**
   * A compressor with the fastest deflate that can be used here. That it is the JDK's is no
   * failure; {@link #nativeProblem} says why.
   *
   * @param level 1 (fast) to 9 (small)
   * @throws IllegalArgumentException if there is no such level
   */
  public static GzipCompressor open(int level) {
    check(level);
    return nativeProblem(level).isEmpty()
        ? new GzipCompressor(level, new GklDeflate(level))
        : jdk(level);
  }

  /**
   * A compressor with the JDK's deflate, for comparison.
   *
   * @param level 1 (fast) to 9 (small)
   * @throws IllegalArgumentException if there is no such level
   */
  public static GzipCompressor jdk(int level) {
    check(level);
    return new GzipCompressor(level, new JdkDeflate(level));
  }

  private static void check(int level) {
    if (level < 1 || level > 9) {
      throw new IllegalArgumentException("gzip level is " + level + ", must be 1 to 9");
    }
  }

  /** Why {@link #open} gives the JDK's deflate for a level; empty if it gives the native one. */
  public static Optional<String> nativeProblem(int level) {
    if (level > MAX_NATIVE_LEVEL) {
      return Optional.of("the native one is faster at levels 1 and 2 only");
    }
    return Optional.ofNullable(GklLibrary.problem());
  }

  /** Which deflate this one uses, for logs. */
  public String engine() {
    return engine.name();
  }

  /**
   * Compresses a part of an array.
   *
   * @return the gzip member, in an array of its length, at most 530 bytes and an eighth longer than
   *     the input
   * @throws IllegalStateException if this compressor is closed
   * @throws OutOfMemoryError if the buffer, an eighth longer than the input, is not to be had
   */
  public byte[] compress(byte[] source, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, source.length);
    if (closed) {
      throw new IllegalStateException("compressor is closed");
    }
    long room = (long) length + (length >>> 3) + ROOM_BYTES;
    if (buffer.length < room) {
      buffer = new byte[Math.toIntExact(room)];
    }
    int deflated = engine.deflate(source, offset, length, buffer);
    if (deflated < 0) {
      throw new IllegalStateException(
          engine.name() + " needs more than " + buffer.length + " bytes for " + length);
    }
    byte[] member = new byte[HEADER_BYTES + deflated + TRAILER_BYTES];
    header(member);
    System.arraycopy(buffer, 0, member, HEADER_BYTES, deflated);
    crc.reset();
    crc.update(source, offset, length);
    littleEndian((int) crc.getValue(), member, HEADER_BYTES + deflated);
    littleEndian(length, member, HEADER_BYTES + deflated + Integer.BYTES);
    if (buffer.length > KEPT_BUFFER_BYTES) {
      buffer = new byte[0];
    }
    return member;
  }

  private void header(byte[] member) {
    member[0] = 0x1f;
    member[1] = (byte) 0x8b;
    member[2] = Deflater.DEFLATED;
    member[8] = (byte) (level == 1 ? FASTEST : 0);
    member[9] = (byte) UNKNOWN_SYSTEM;
  }

  private static void littleEndian(int value, byte[] target, int at) {
    for (int i = 0; i < Integer.BYTES; i++) {
      target[at + i] = (byte) (value >>> (Byte.SIZE * i));
    }
  }

  /** How many bytes it keeps for the next input. */
  int keptBytes() {
    return buffer.length;
  }

  /** Frees the native memory; a second call does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      buffer = new byte[0];
      engine.close();
    }
  }
}
