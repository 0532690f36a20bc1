package io.flaregate.transport.compress;

import java.io.InputStream;

/** Streams that decompress. */
public final class Decoders {
  private Decoders() {}

  /**
   * A stream of what another stream decompresses to. Nothing is read and nothing allocated before
   * the first read; closing it frees what it holds but leaves the other stream open. What is wrong
   * with the data is told as {@link BadEncodingException}.
   */
  public static InputStream open(ContentEncoding encoding, InputStream encoded) {
    return switch (encoding) {
      case IDENTITY -> encoded;
      case GZIP -> new GzipDecoder(encoded);
      case ZSTD -> new ZstdDecoder(encoded);
      case DEFLATE -> new ZlibDecoder(encoded);
      case SNAPPY -> new SnappyFrames(encoded);
    };
  }
}
