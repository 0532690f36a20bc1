package io.flaregate.transport.compress;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses gzip (RFC 1952), several members one after another included. Unlike the JDK's stream
 * it refuses what follows the last member, and never needs to know how many bytes are available.
 */
final class GzipDecoder extends InputStream {
  private static final int BUFFER_BYTES = 8 * 1024;
  private static final int FLAG_HEADER_CRC = 2;
  private static final int FLAG_EXTRA = 4;
  private static final int FLAG_NAME = 8;
  private static final int FLAG_COMMENT = 16;
  private static final int RESERVED_FLAGS = 0xe0;
  private static final int DEFLATE = 8;

  private final InputStream encoded;
  private final byte[] single = new byte[1];
  private final CRC32 crc = new CRC32();
  private byte @Nullable [] buffer;
  private int start;
  private int end;
  private @Nullable Inflater inflater;
  private boolean anyMember;
  private boolean finished;

  GzipDecoder(InputStream encoded) {
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
    try {
      while (!finished) {
        int count = inflate(target, offset, length);
        if (count > 0) {
          return count;
        }
      }
      return -1;
    } catch (DataFormatException e) {
      throw bad("corrupt deflate data");
    }
  }

  private int inflate(byte[] target, int offset, int length)
      throws IOException, DataFormatException {
    Inflater member = inflater;
    if (member == null) {
      nextMember();
      return 0;
    }
    int count = member.inflate(target, offset, length);
    crc.update(target, offset, count);
    if (member.finished()) {
      start = end - member.getRemaining();
      trailer(member);
      return count;
    }
    if (member.needsDictionary()) {
      throw bad("a preset dictionary is needed");
    }
    if (count == 0 && member.needsInput()) {
      refill();
      member.setInput(buffer(), start, end - start);
    }
    return count;
  }

  /** Starts the next member, or finishes at the end of the stream. */
  private void nextMember() throws IOException {
    int first = next();
    if (first < 0) {
      if (anyMember) {
        finished = true;
        return;
      }
      throw bad("it is empty");
    }
    header(first);
    Inflater member = new Inflater(true);
    inflater = member;
    anyMember = true;
    crc.reset();
    member.setInput(buffer(), start, end - start);
  }

  private void header(int first) throws IOException {
    if (first != 0x1f || byteOf("header") != 0x8b) {
      throw bad(anyMember ? "something follows its end" : "it does not start with 1f 8b");
    }
    if (byteOf("header") != DEFLATE) {
      throw bad("its method is not deflate");
    }
    int flags = byteOf("header");
    if ((flags & RESERVED_FLAGS) != 0) {
      throw bad("reserved flags are set");
    }
    skip(6);
    if ((flags & FLAG_EXTRA) != 0) {
      skip(byteOf("header") | byteOf("header") << 8);
    }
    if ((flags & FLAG_NAME) != 0) {
      skipText();
    }
    if ((flags & FLAG_COMMENT) != 0) {
      skipText();
    }
    if ((flags & FLAG_HEADER_CRC) != 0) {
      skip(2);
    }
  }

  private void trailer(Inflater member) throws IOException {
    long size = member.getBytesWritten();
    long expectedCrc = word();
    long expectedSize = word();
    if (expectedCrc != crc.getValue()) {
      throw bad("its checksum does not match");
    }
    if (expectedSize != (size & 0xffffffffL)) {
      throw bad("its length does not match");
    }
    member.end();
    inflater = null;
  }

  private long word() throws IOException {
    long word = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      word |= (long) byteOf("trailer") << shift;
    }
    return word;
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      byteOf("header");
    }
  }

  private void skipText() throws IOException {
    while (byteOf("header") != 0) {
      // A zero byte ends the text.
    }
  }

  private int byteOf(String part) throws IOException {
    int next = next();
    if (next < 0) {
      throw bad("it ends within its " + part);
    }
    return next;
  }

  private int next() throws IOException {
    if (start == end && !fill()) {
      return -1;
    }
    return buffer()[start++] & 0xff;
  }

  private void refill() throws IOException {
    if (!fill()) {
      throw bad("it ends too early");
    }
  }

  private boolean fill() throws IOException {
    int count = encoded.read(buffer(), 0, BUFFER_BYTES);
    start = 0;
    end = Math.max(count, 0);
    return count > 0;
  }

  private byte[] buffer() {
    byte[] present = buffer;
    if (present == null) {
      present = new byte[BUFFER_BYTES];
      buffer = present;
    }
    return present;
  }

  private static BadEncodingException bad(String what) {
    return new BadEncodingException(ContentEncoding.GZIP, what);
  }

  @Override
  public void close() {
    finished = true;
    Inflater member = inflater;
    if (member != null) {
      member.end();
      inflater = null;
    }
  }
}
