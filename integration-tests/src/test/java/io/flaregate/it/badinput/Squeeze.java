package io.flaregate.it.badinput;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** Compresses, and makes what decompresses to much more than it is. */
public final class Squeeze {
  private static final byte[] MEBIBYTE_OF_ZEROS = gzip(new byte[1 << 20]);
  private static final byte[] ZSTD_MAGIC = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD};
  private static final int ZSTD_BLOCK_BYTES = 1 << 17;
  private static final int RLE = 1;

  private Squeeze() {}

  /** Gzip. */
  public static byte[] gzip(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Zlib, which HTTP calls deflate. */
  public static byte[] deflate(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream zlib = new DeflaterOutputStream(out)) {
      zlib.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Zstandard. */
  public static byte[] zstd(byte[] body) {
    return Zstd.compress(body);
  }

  /** Some bytes in front, then so many MiB of zeros, as one gzip member each. */
  public static byte[] gzipBomb(byte[] head, int mebibytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(gzip(head));
    for (int i = 0; i < mebibytes; i++) {
      out.writeBytes(MEBIBYTE_OF_ZEROS);
    }
    return out.toByteArray();
  }

  /**
   * A frame of Zstandard (RFC 8878, section 3.1.1) with blocks that repeat a zero 131,072 times.
   *
   * @param windowLog the window that it asks for, as a power of two, at least 10
   */
  public static byte[] zstdBomb(int windowLog, int blocks) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(ZSTD_MAGIC);
    out.write(0);
    out.write((windowLog - 10) << 3);
    for (int i = 1; i <= blocks; i++) {
      int header = (ZSTD_BLOCK_BYTES << 3) | (RLE << 1) | (i == blocks ? 1 : 0);
      out.write(header);
      out.write(header >> 8);
      out.write(header >> 16);
      out.write(0);
    }
    return out.toByteArray();
  }

  /** A block of snappy that claims a size and brings next to nothing. */
  public static byte[] snappyClaim(long size) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    varint(out, size);
    out.writeBytes("\u0010abcde".getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }

  /** The same as the one chunk of a stream in the framing format. */
  public static byte[] snappyFramedClaim(long size) {
    byte[] block = snappyClaim(size);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0xFF, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y'});
    out.writeBytes(new byte[] {0, (byte) (block.length + 4), 0, 0});
    out.writeBytes(new byte[4]);
    out.writeBytes(block);
    return out.toByteArray();
  }

  /** A varint of protobuf or snappy. */
  static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
