package io.flaregate.transport.grpc;

import io.flaregate.transport.compress.ContentEncoding;
import io.flaregate.transport.compress.Decoders;
import io.grpc.Codec;
import io.grpc.Decompressor;
import io.grpc.DecompressorRegistry;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Decompression of messages, which starts only when the message is read, off the event loop. */
final class CappedDecompressor implements Decompressor {
  private final ContentEncoding encoding;

  private CappedDecompressor(ContentEncoding encoding) {
    this.encoding = encoding;
  }

  /** All encodings; the limit of what comes out is that of inbound messages. */
  static DecompressorRegistry registry() {
    return DecompressorRegistry.emptyInstance()
        .with(Codec.Identity.NONE, false)
        .with(new CappedDecompressor(ContentEncoding.GZIP), true)
        .with(new CappedDecompressor(ContentEncoding.ZSTD), true)
        .with(new CappedDecompressor(ContentEncoding.DEFLATE), true)
        .with(new CappedDecompressor(ContentEncoding.SNAPPY), true);
  }

  @Override
  public String getMessageEncoding() {
    return encoding.token();
  }

  @Override
  public InputStream decompress(InputStream encoded) {
    return new Owning(Decoders.open(encoding, encoded), encoded);
  }

  /**
   * Closes the message as well as what decompresses it: a message that is given up before its end
   * holds buffers of the transport, which nobody else gives back.
   */
  private static final class Owning extends FilterInputStream {
    private final InputStream encoded;

    Owning(InputStream decoded, InputStream encoded) {
      super(decoded);
      this.encoded = encoded;
    }

    @Override
    public void close() throws IOException {
      try {
        super.close();
      } finally {
        encoded.close();
      }
    }
  }
}
