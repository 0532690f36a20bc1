package io.flaregate.spi.profiles;

/** The spans that samples belong to; entry 0 is "none". */
public final class Links {
  private final long[] traceIdsHigh;
  private final long[] traceIdsLow;
  private final long[] spanIds;

  /**
   * A table over columns that from now on belong to it.
   *
   * @param traceIdsHigh first 8 bytes of each trace id, big-endian
   * @param traceIdsLow last 8 bytes of each trace id
   * @param spanIds span ids, big-endian; 0 if none
   */
  public Links(long[] traceIdsHigh, long[] traceIdsLow, long[] spanIds) {
    this.traceIdsHigh = traceIdsHigh;
    this.traceIdsLow = traceIdsLow;
    this.spanIds = spanIds;
  }

  /** The number of entries, entry 0 included. */
  public int size() {
    return spanIds.length;
  }

  /** The first 8 bytes of the trace id, big-endian. */
  public long traceIdHigh(int index) {
    return traceIdsHigh[index];
  }

  /** The last 8 bytes of the trace id. */
  public long traceIdLow(int index) {
    return traceIdsLow[index];
  }

  /** The span id, big-endian; 0 if there is none. */
  public long spanId(int index) {
    return spanIds[index];
  }
}
