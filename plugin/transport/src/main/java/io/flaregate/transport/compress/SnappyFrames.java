package io.flaregate.transport.compress;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.xerial.snappy.Snappy;

/**
 * Decompresses snappy in its framing format (<a
 * href="https://github.com/google/snappy/blob/main/framing_format.txt">description</a>): chunks of
 * at most 64 KiB, so no more than that is held, whatever a chunk claims.
 */
final class SnappyFrames extends InputStream {
  /** What every framed stream starts with, and no sensible block. */
  static final byte[] START = {(byte) 0xff, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y'};

  private static final int MAX_CHUNK = 65_536;
  private static final int CHECKSUM_BYTES = 4;
  private static final int COMPRESSED = 0;
  private static final int PLAIN = 1;
  private static final int FIRST_SKIPPABLE = 0x80;
  private static final int IDENTIFIER = 0xff;
  private static final int MASK = 0xa282ead8;

  private final InputStream encoded;
  private final byte[] single = new byte[1];
  private byte[] chunk = {};
  private byte[] plain = {};
  private int start;
  private int end;
  private boolean started;
  private boolean finished;

  SnappyFrames(InputStream encoded) {
    this.encoded = encoded;
  }

  @Override
  public int read() throws IOException {
    return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (start == end && !finished) {
      nextChunk();
    }
    if (start == end) {
      return -1;
    }
    int count = Math.min(length, end - start);
    System.arraycopy(plain, start, target, offset, count);
    start += count;
    return count;
  }

  private void nextChunk() throws IOException {
    int type = encoded.read();
    if (type < 0) {
      if (!started) {
        throw bad("it is empty");
      }
      finished = true;
      return;
    }
    int length = byteOf() | byteOf() << 8 | byteOf() << 16;
    if (!started && type != IDENTIFIER) {
      throw bad("it does not start with the identifier of its framing format");
    }
    switch (type) {
      case IDENTIFIER -> identifier(length);
      case COMPRESSED, PLAIN -> data(type, length);
      default -> {
        if (type < FIRST_SKIPPABLE) {
          throw bad("a chunk is of the unknown type " + type);
        }
        skip(length);
      }
    }
  }

  private void identifier(int length) throws IOException {
    if (length != START.length - 4) {
      throw bad("its identifier is wrong");
    }
    byte[] text = encoded.readNBytes(length);
    if (!Arrays.equals(text, 0, text.length, START, 4, START.length)) {
      throw bad("its identifier is wrong");
    }
    started = true;
  }

  private void data(int type, int length) throws IOException {
    int most = type == PLAIN ? MAX_CHUNK : Snappy.maxCompressedLength(MAX_CHUNK);
    if (length < CHECKSUM_BYTES || length - CHECKSUM_BYTES > most) {
      throw bad("a chunk is " + length + " bytes long");
    }
    int checksum = byteOf() | byteOf() << 8 | byteOf() << 16 | byteOf() << 24;
    int size = length - CHECKSUM_BYTES;
    if (chunk.length == 0) {
      chunk = new byte[Snappy.maxCompressedLength(MAX_CHUNK)];
      plain = new byte[MAX_CHUNK];
    }
    if (encoded.readNBytes(chunk, 0, size) < size) {
      throw bad("it ends too early");
    }
    start = 0;
    end = type == PLAIN ? copy(size) : uncompress(size);
    CRC32C crc = new CRC32C();
    crc.update(plain, 0, end);
    int value = (int) crc.getValue();
    if (Integer.rotateRight(value, 15) + MASK != checksum) {
      throw bad("the checksum of a chunk does not match");
    }
  }

  private int copy(int size) {
    System.arraycopy(chunk, 0, plain, 0, size);
    return size;
  }

  private int uncompress(int size) throws IOException {
    try {
      int length = Snappy.uncompressedLength(chunk, 0, size);
      if (length < 0 || length > MAX_CHUNK) {
        throw bad("a chunk decompresses to " + Integer.toUnsignedString(length) + " bytes");
      }
      return Snappy.uncompress(chunk, 0, size, plain, 0);
    } catch (BadEncodingException e) {
      throw e;
    } catch (IOException e) {
      throw bad("a chunk is corrupt");
    }
  }

  private void skip(int length) throws IOException {
    for (int i = 0; i < length; i++) {
      byteOf();
    }
  }

  private int byteOf() throws IOException {
    int next = encoded.read();
    if (next < 0) {
      throw bad("it ends too early");
    }
    return next;
  }

  private static BadEncodingException bad(String what) {
    return new BadEncodingException(ContentEncoding.SNAPPY, what);
  }
}
