package io.flaregate.phlare.exporter;

/**
 * The exporter's compressor at its default level, for benchmarks: it is nobody else's business, so
 * it is reached from its own package. Not thread-safe.
 */
public final class ExporterGzip implements AutoCloseable {
  private static final int LEVEL = 1;

  private final GzipCompressor compressor = new GzipCompressor(LEVEL);

  /** A compressor. */
  public ExporterGzip() {}

  /** Compresses a pprof. */
  public byte[] compress(byte[] pprof) {
    return compressor.compress(pprof, 0, pprof.length);
  }

  @Override
  public void close() {
    compressor.close();
  }
}
