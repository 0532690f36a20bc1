package io.flaregate.ingester.store;

/**
 * What a store holds.
 *
 * @param profiles pprofs
 * @param bytes their size on disk, compressed
 * @param series series as pushed, over all tenants
 */
public record Totals(long profiles, long bytes, long series) {
  /** Nothing. */
  public static final Totals NONE = new Totals(0, 0, 0);

  Totals plus(long profilesMore, long bytesMore, long seriesMore) {
    return new Totals(profiles + profilesMore, bytes + bytesMore, series + seriesMore);
  }
}
