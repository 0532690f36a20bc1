package io.flaregate.profiles.corpus;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;

/**
 * A file of the corpus.
 *
 * @param corpus where it is kept
 * @param name its path in the corpus, such as {@code otlp/go-tiny-cpu-10.otlp.pb}
 */
public record CorpusFile(Corpus corpus, String name) {

  /** The most that {@link #body} unpacks: {@value} bytes. */
  public static final int MAX_BODY_BYTES = 64 << 20;

  /** The bytes of the file. */
  public byte[] bytes() {
    return corpus.bytes(name);
  }

  /** Whether it is sent with {@code Content-Encoding: gzip}. */
  public boolean isGzip() {
    return name.endsWith(".gz");
  }

  /**
   * The bytes, unpacked if the file {@link #isGzip}.
   *
   * @throws UncheckedIOException if they cannot be unpacked, or are more than {@link
   *     #MAX_BODY_BYTES}
   */
  public byte[] body() {
    byte[] bytes = bytes();
    if (!isGzip()) {
      return bytes;
    }
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      byte[] body = in.readNBytes(MAX_BODY_BYTES + 1);
      if (body.length > MAX_BODY_BYTES) {
        throw new IOException(name + " unpacks to more than " + MAX_BODY_BYTES + " bytes");
      }
      return body;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
