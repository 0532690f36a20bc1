package io.flaregate.benchmarks.naive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** gzip as the JDK offers it, at its default level. */
public final class NaiveGzip {
  private NaiveGzip() {}

  /** Compresses a pprof. */
  public static byte[] compress(byte[] pprof) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(pprof);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
