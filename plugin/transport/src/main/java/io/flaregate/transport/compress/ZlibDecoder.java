package io.flaregate.transport.compress;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses zlib (RFC 1950), which HTTP calls {@code deflate}. Its checksum is checked, and what
 * follows its end is refused.
 */
final class ZlibDecoder extends InputStream {
  private static final int BUFFER_BYTES = 8 * 1024;

  private final InputStream encoded;
  private final byte[] single = new byte[1];
  private byte @Nullable [] buffer;
  private @Nullable Inflater inflater;
  private boolean finished;

  ZlibDecoder(InputStream encoded) {
    this.encoded = encoded;
  }

  @Override
  public int read() throws IOException {
    return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (finished || length == 0) {
      return finished ? -1 : 0;
    }
    Inflater present = inflater;
    if (present == null) {
      present = new Inflater();
      inflater = present;
    }
    try {
      return read(present, target, offset, length);
    } catch (DataFormatException e) {
      throw bad("corrupt data");
    }
  }

  private int read(Inflater present, byte[] target, int offset, int length)
      throws IOException, DataFormatException {
    while (true) {
      int count = present.inflate(target, offset, length);
      if (count > 0) {
        return count;
      }
      if (present.finished()) {
        if (present.getRemaining() > 0 || encoded.read() >= 0) {
          throw bad("something follows its end");
        }
        finished = true;
        return -1;
      }
      if (present.needsDictionary()) {
        throw bad("a preset dictionary is needed");
      }
      fill(present);
    }
  }

  private void fill(Inflater present) throws IOException {
    byte[] bytes = buffer;
    if (bytes == null) {
      bytes = new byte[BUFFER_BYTES];
      buffer = bytes;
    }
    int count = encoded.read(bytes, 0, bytes.length);
    if (count <= 0) {
      throw bad("it ends too early");
    }
    present.setInput(bytes, 0, count);
  }

  private static BadEncodingException bad(String what) {
    return new BadEncodingException(ContentEncoding.DEFLATE, what);
  }

  @Override
  public void close() {
    finished = true;
    Inflater present = inflater;
    if (present != null) {
      present.end();
      inflater = null;
    }
  }
}
