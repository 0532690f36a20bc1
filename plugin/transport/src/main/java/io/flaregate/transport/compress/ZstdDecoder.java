package io.flaregate.transport.compress;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses zstd (RFC 8878) with a window of at most 8 MiB, which its section 3.1.1.1.2 asks
 * every decoder to support and allows it to refuse more than.
 */
final class ZstdDecoder extends InputStream {
  private static final int MAX_WINDOW_LOG = 23;

  private final InputStream encoded;
  private final byte[] single = new byte[1];
  private @Nullable ZstdInputStreamNoFinalizer decoder;
  private boolean any;
  private boolean closed;

  ZstdDecoder(InputStream encoded) {
    this.encoded = encoded;
  }

  @Override
  public int read() throws IOException {
    return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (closed) {
      return -1;
    }
    try {
      return decoder().read(target, offset, length);
    } catch (ZstdIOException e) {
      throw new BadEncodingException(ContentEncoding.ZSTD, what(e));
    }
  }

  private ZstdInputStreamNoFinalizer decoder() throws IOException {
    ZstdInputStreamNoFinalizer present = decoder;
    if (present == null) {
      present = new ZstdInputStreamNoFinalizer(new Guard());
      decoder = present;
      present.setLongMax(MAX_WINDOW_LOG);
    }
    return present;
  }

  private static String what(ZstdIOException e) {
    String text = String.valueOf(e.getMessage());
    return text.contains("memory") ? "its window is larger than 8 MiB" : text;
  }

  @Override
  public void close() throws IOException {
    closed = true;
    ZstdInputStreamNoFinalizer present = decoder;
    if (present != null) {
      decoder = null;
      present.close();
    }
  }

  /** Keeps the other stream open, and tells an empty body, which the library takes for valid. */
  private final class Guard extends FilterInputStream {
    Guard() {
      super(encoded);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = super.read(target, offset, length);
      if (count > 0) {
        any = true;
      } else if (!any) {
        throw new BadEncodingException(ContentEncoding.ZSTD, "it is empty");
      }
      return count;
    }

    @Override
    public void close() {
      // The stream belongs to the caller.
    }
  }
}
